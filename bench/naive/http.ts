import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { checkoutSignal, giveBackSignal, type NaiveInput } from './contract';

const HOLD_MS = 600_000;

export interface NaiveSaga {
  /** Starts a workflow. @returns its status once the tickets are reserved or refused. */
  start(workflowId: string, input: NaiveInput): Promise<string>;
  /** Signals a workflow. @returns its status once it has ended. */
  end(
    workflowId: string,
    preOrderId: string,
    signal: typeof checkoutSignal | typeof giveBackSignal,
  ): Promise<string>;
}

/** The HTTP API of both programs that ours is compared with. Prints its address when it listens. */
export function listenFor(saga: NaiveSaga): void {
  const app = express();
  app.use(express.json());
  app.post('/pre-orders', async (request, response) => {
    const { ticketType, quantity, buyerId } = request.body as NaiveInput;
    const preOrderId = randomUUID();
    const input = { preOrderId, buyerId, ticketType, quantity, holdMs: HOLD_MS };
    const status = await saga.start(`naive-${preOrderId}`, input);
    response.status(status === 'held' ? 201 : 409).json({ id: preOrderId, status });
  });
  const endBy =
    (signal: typeof checkoutSignal | typeof giveBackSignal) =>
    async (request: express.Request, response: express.Response) => {
      const id = String(request.params['id']);
      response.json({ status: await saga.end(`naive-${id}`, id, signal) });
    };
  app.post('/pre-orders/:id/checkout', endBy(checkoutSignal));
  app.delete('/pre-orders/:id', endBy(giveBackSignal));
  const server = app.listen(0, '127.0.0.1', () => {
    process.stderr.write(`API http://127.0.0.1:${(server.address() as AddressInfo).port}/events\nReady.\n`);
  });
}
