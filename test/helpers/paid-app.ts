/** A program of the file's own beside a payment provider that a test can make fail, and buyers who pay there. */
import { randomUUID } from 'node:crypto';
import type { FaultToAdd } from './sandbox-process';
import { ask, newBuyer } from './app';
import { startTestSandbox, type TestSandbox } from './sandbox';
import { order, show } from './show';
import { useOwnApp, type OwnApp } from './use-app';

/** A pre-order, as far as tests of payments read it. */
export interface PaidPreOrder {
  id: string;
  status: string;
  reason?: string;
  tickets: { id: string; status: string; code?: string }[];
  expiresAt?: string;
  payment?: { id: string; method: string; status: string; payUrl?: string; refundedCents: number };
}

export type Method = 'card' | 'pix';

/** What pays on the page of each method. */
export const PAYS = { card: { card: '4242424242424242' }, pix: { pix: 'paid' } } as const;

export interface PaidApp extends OwnApp {
  provider: Omit<TestSandbox, 'fault'> & { fault(...faults: FaultToAdd[]): Promise<void> };
  /** Starts it again after it was killed, on another port. */
  restart(): Promise<void>;
}

/** @param environment read at each start, on top of what the provider needs. */
export function usePaidApp(environment: NodeJS.ProcessEnv = {}): PaidApp {
  const provider = {} as TestSandbox;
  const settings = { ...environment };
  beforeAll(async () => {
    Object.assign(provider, await startTestSandbox());
    Object.assign(settings, provider.environment);
  });
  const app = useOwnApp(settings) as PaidApp;
  const restart = app.restart;
  app.provider = provider;
  app.restart = async () => {
    await restart();
    provider.follow(app.url);
  };
  beforeAll(() => provider.follow(app.url));
  afterAll(() => provider.stop());
  return app;
}

/** Puts an event of the test's own on sale. @returns its id. */
export async function paidEvent(app: OwnApp, capacity: number, settings: object = {}): Promise<string> {
  const id = `paid-${randomUUID().slice(0, 8)}`;
  const event = show(capacity, { payment: 'online', holdSeconds: 60, idleSeconds: 60, ...settings });
  const answer = await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, event);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return id;
}

/** A new buyer who has asked for tickets. */
export async function newPayer(app: OwnApp, eventId: string, quantity = 1) {
  const token = await newBuyer(app);
  const asked = await ask(`${app.url}/events/${eventId}/pre-orders`, 'POST', token, order(quantity));
  const id = asked.body['id'] as string;
  const at = () => `${app.url}/pre-orders/${id}`;
  const read = async () => (await ask(at(), 'GET', token)).body as unknown as PaidPreOrder;
  return {
    ...{ id, token, eventId, read },
    /** Begins to pay. @returns where. */
    async begin(method: Method): Promise<string> {
      const { body } = await ask(`${at()}/checkout`, 'POST', token, { method });
      return (body as unknown as PaidPreOrder).payment?.payUrl ?? JSON.stringify(body);
    },
    giveBack: () => ask(at(), 'DELETE', token),
    /** Waits until the pre-order is so. */
    async until(what: (one: PaidPreOrder) => boolean): Promise<PaidPreOrder> {
      for (;;) {
        const one = await read();
        if (what(one)) return one;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

export type Payer = Awaited<ReturnType<typeof newPayer>>;

/** What the provider took for a pre-order and gave back, by its own books. */
export async function takenFor({ provider }: PaidApp, preOrder: string) {
  const { intents, refunds } = await provider.book();
  const own = intents.filter((one) => one.preOrder === preOrder);
  return {
    captured: own.map(({ captured }) => captured).filter((amount) => amount > 0),
    reserved: own.map(({ authorized }) => authorized).filter((amount) => amount > 0),
    refunds: refunds
      .filter(({ intent }) => own.some(({ id }) => id === intent))
      .map(({ amount, status }) => `${amount} ${status}`),
  };
}

/** The money of an event by the operators' report, once nothing is open or owed. */
export async function settledMoney(app: OwnApp, eventId: string) {
  for (;;) {
    const { body } = await ask(`${app.url}/admin/events/${eventId}/report`, 'GET', app.adminToken);
    const money = body['money'] as Record<string, number> & { refunds: { pending: number } };
    const broken = (body['invariants'] as { ok: boolean }[]).filter(({ ok }) => !ok);
    if (money['openCents'] === 0 && money['owedCents'] === 0 && money.refunds.pending === 0)
      return { money, broken };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
