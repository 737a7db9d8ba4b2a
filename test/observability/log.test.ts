import { createLog, type LogLevel } from '../../src/observability/log';
import { createRequestLog, fieldsOf } from '../../src/observability/request-log';
import { sdkLogger } from '../../src/temporal/runtime';

function setUp(format: 'text' | 'json', level: LogLevel = 'info') {
  const lines: string[] = [];
  return { lines, log: createLog({ level, format }, { write: (line) => void lines.push(line) }) };
}

const id = '0e9b5e3c-0a4c-4f63-8d4c-5f1f0b2f2a11';
const failure = () =>
  Object.assign(
    new Error('no way to postgres://bilheteria:hunter2@db/sale', { cause: new Error('Bearer abc.def') }),
    {
      ...{ code: '23505', detail: 'Key (buyer_id)=(somebody) exists', config: { password: 'hunter2' } },
    },
  );

test.each(['text', 'json'] as const)(
  'secrets and the data that libraries attach to errors are not logged (%s)',
  (format) => {
    const { lines, log } = setUp(format);
    log.error({ err: failure(), token: 'top', authorization: 'secret', buyerId: 'somebody' });
    log.warn(`session ${id}.${'a'.repeat(43)}`);
    expect(lines).toHaveLength(2);
    for (const secret of ['hunter2', 'abc.def', '"top"', '"secret"', 'somebody', 'aaa'])
      expect(lines.join()).not.toContain(secret);
    expect(lines[0]).toContain('no way to postgres://bilheteria:[hidden]@db/sale');
  },
);

test.each(['text', 'json'] as const)(
  'a message with line breaks and escape sequences stays one line (%s)',
  (format) => {
    const { lines, log } = setUp(format);
    log.error(new Error('first\n2026-01-01 INFO all is well\r\u001b[2K\u0085'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
  },
);

test('a text line has the time, the level, the message, its causes and the other fields', () => {
  const { lines, log } = setUp('text');
  log.warn({ err: new Error('not now', { cause: new Error('no route') }), preOrderId: id }, 'signal');
  expect(lines[0]).toMatch(
    new RegExp(`^\\d\\d:\\d\\d:\\d\\d WARN signal: not now: no route preOrderId="${id}"\\n$`),
  );
});

test('requests are logged at the configured level, and 5xx always', () => {
  const { lines, log } = setUp('json');
  const answered = {
    requestId: 'r',
    method: 'GET',
    route: '/api/events',
    status: 200,
    ms: 1.234,
    aborted: false,
    eventId: undefined,
    preOrderId: undefined,
  };
  createRequestLog(log, 'debug')(answered);
  createRequestLog(log, 'silent')(answered);
  expect(lines).toEqual([]);
  createRequestLog(log, 'debug')({ ...answered, status: 503 });
  // That a probe finds the process not ready is no failure.
  createRequestLog(log, 'debug')({ ...answered, route: '/api/ready', status: 503 });
  createRequestLog(log, 'info')({ ...answered, aborted: true });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'warn', status: 503, requestId: 'r' },
    { level: 'info', status: 200, ms: 1.2, aborted: true, msg: 'request' },
  ]);
});

test('only the ids of a request are logged with its failure', () => {
  const about = { preOrderId: id, eventId: 'e', buyerId: 'somebody', items: [] };
  expect(fieldsOf(about)).toEqual({ preOrderId: id, eventId: 'e', workflowId: `pre-order-${id}` });
});

test("the SDK's lines name their workflow and carry no payloads", () => {
  const { lines, log } = setUp('json');
  const sdk = sdkLogger(log);
  const meta = {
    workflowId: `pre-order-${id}`,
    workflowType: 'preOrder',
    sdkComponent: 'activity',
    input: 'somebody',
  };
  sdk.warn('Activity failed', { ...meta, attempt: 2, error: failure() });
  sdk.info('Worker state changed', { sdkComponent: 'worker' });
  // The worker that hands over mails has none on purpose.
  sdk.warn('No workflows registered, not polling for workflow tasks', { sdkComponent: 'worker' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      ...{ level: 'warn', msg: 'Activity failed', workflowId: `pre-order-${id}`, preOrderId: id, attempt: 2 },
    }),
  ]);
  expect(lines.join()).not.toContain('somebody');
});
