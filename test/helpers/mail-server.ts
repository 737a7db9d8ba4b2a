/** A mail server on this machine, which refuses mails as a test wants. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  url: string;
  /** Taken, in order. */
  taken: Email[];
  /** How many were offered, taken or not. */
  readonly offered: number;
  /** The replies to the next mails, in place of taking them: a number such as 451. */
  replies: number[];
  /** Waits until so many are taken. */
  untilTaken(count: number): Promise<void>;
  /** Waits until so many are taken to this address. @returns the last of them. */
  untilTakenTo(address: string, count?: number): Promise<Email>;
  /** Waits until so many are offered. */
  untilOffered(count: number): Promise<void>;
  close(): Promise<void>;
}

/** @param port any, if none is given. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const taken: Email[] = [];
  const replies: number[] = [];
  const waiting = new Set<() => void>();
  let offered = 0;
  const server = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false },
    onRcptTo({ address }, _session, done) {
      offered++;
      for (const look of waiting) look();
      const responseCode = replies.shift();
      // As real ones do, it repeats the address in its words.
      if (responseCode === undefined) done();
      else done(Object.assign(new Error(`<${address}> not now`), { responseCode }));
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void PostalMime.parse(Buffer.concat(chunks)).then((email) => {
          taken.push(email);
          done();
          for (const look of waiting) look();
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const until = (come: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!come()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    ...{ taken, replies },
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    get offered() {
      return offered;
    },
    untilTaken: (count) => until(() => taken.length >= count),
    async untilTakenTo(address, count = 1) {
      const to = () => taken.filter((email) => email.to?.some((one) => one.address === address));
      await until(() => to().length >= count);
      return to()[count - 1] as Email;
    },
    untilOffered: (count) => until(() => offered >= count),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
