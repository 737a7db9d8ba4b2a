import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { Unavailable } from '../../src/domain/unavailable';
import { createTemporalLink, NOTHING } from '../../src/temporal/link';
import { asTemporalOutage } from '../../src/temporal/outage';

const before = { ...process.env };
afterEach(() => (process.env = { ...before }));

/** A namespace of the test's own. */
async function useNamespace() {
  const namespace = `link-${randomUUID()}`;
  const connection = await Connection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] as string });
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  process.env['TEMPORAL_ADDRESS'] = process.env['TEST_TEMPORAL_ADDRESS'];
  process.env['TEMPORAL_NAMESPACE'] = namespace;
  return {
    remove: () => connection.operatorService.deleteNamespace({ namespace }),
    close: () => connection.close(),
  };
}

test('a namespace that is deleted under a running process is reported', async () => {
  const namespace = await useNamespace();
  let onError: (error: unknown) => void = () => undefined;
  const reported = new Promise((resolve) => (onError = resolve));
  const link = createTemporalLink({ embedded: undefined, plugins: [], say: () => undefined, onError });
  await link.reach();
  await link.open(NOTHING);
  await link.check(1_000);
  await namespace.remove();
  const outage = asTemporalOutage(await reported) as Unavailable;
  expect(outage).toBeInstanceOf(Unavailable);
  expect(outage).toMatchObject({ part: 'temporal', cause: { message: expect.stringMatching(/not found/) } });
  await link.stop();
  await link.close();
  await namespace.close();
});

test('what runs on the connection is started again when it ends by itself, until it is stopped', async () => {
  const errors: unknown[] = [];
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  const onError = (error: unknown) => errors.push(error);
  const link = createTemporalLink({ embedded: address, plugins: [], say: () => undefined, onError });
  await link.reach();
  let starts = 0;
  await new Promise<void>((resolve) => {
    void link.open((connection, client) => {
      starts++;
      if (starts === 2) return Promise.reject(new Error('not now'));
      if (starts === 1) return Promise.resolve({ ended: Promise.reject(new Error('broke')), stop: () => 0 });
      resolve();
      return NOTHING(connection, client);
    });
  });
  await link.stop();
  expect([starts, errors]).toEqual([3, [new Error('broke'), new Error('not now')]]);
  await link.close();
});
