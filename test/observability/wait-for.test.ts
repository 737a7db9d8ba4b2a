import { IncompatibleDatabase } from '../../src/db/migration-errors';
import { waitFor } from '../../src/observability/wait-for';

test('what fails while a server starts is tried again', async () => {
  const said: string[] = [];
  const attempt = jest.fn().mockRejectedValueOnce(new Error('not yet')).mockResolvedValue('ready');
  expect(await waitFor('Postgres', attempt, (text) => said.push(text))).toBe('ready');
  expect(said).toEqual(['waiting for Postgres: not yet']);
});

test('a database that cannot be updated ends the wait at once, with its own message', async () => {
  const incompatible = new IncompatibleDatabase('0001_tables.sql');
  const attempt = jest.fn().mockRejectedValue(incompatible);
  const say = jest.fn();
  await expect(waitFor('Postgres', attempt, say)).rejects.toBe(incompatible);
  expect(attempt).toHaveBeenCalledTimes(1);
  expect(say).not.toHaveBeenCalled();
});
