import { warnOfMail } from '../../src/mail-sender';

const warnings = (config: object, sessionSecrets?: string[]) => {
  const warn = jest.fn();
  const parts = { config, servers: { secrets: { sessionSecrets } }, log: { warn } };
  warnOfMail(parts as unknown as Parameters<typeof warnOfMail>[0]);
  return warn.mock.calls.flat().join();
};

test('a process whose mails reach nobody says so at the start', () => {
  expect(warnings({ NODE_ENV: 'production' }, ['secret'])).toMatch(/^Without SMTP_URL /);
  expect(warnings({ NODE_ENV: 'production', SMTP_URL: 'smtp://mail' }, ['secret'])).toBe('');
  expect(warnings({}, ['secret'])).toBe('');
  expect(warnings({ SMTP_URL: 'smtp://mail' })).toMatch(/^Without SESSION_SECRET /);
});
