import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startApp, type App } from '../helpers/app';
import type { Clock } from './clock';
import type { Link } from './link';

/** How long after its end it is started again, as an orchestrator would, in milliseconds. */
const RESTART_MS = 300;

export interface ReplicaOptions {
  name: 'one' | 'two';
  dataDir: string;
  environment: NodeJS.ProcessEnv;
  port: number;
  /** From its clients, and to its servers. */
  links: { client: Link; postgres: Link; temporal: Link };
  /** Its clock where clocks can be moved, else why not. */
  clock: Clock | string;
  log: string;
}

/** One `serve` process that is always started again, on the same port. */
export class Replica {
  readonly name;
  readonly links;
  readonly clock;
  /** Where clients ask. */
  readonly url: string;
  private app: App | undefined;
  private stopping = false;
  private moved = false;
  private readonly keptUp: Promise<void>;
  private began: () => void = () => undefined;
  private runsAgain: (() => void)[] = [];
  /** When it said for the first time that it is ready. */
  readonly started = new Promise<void>((resolve) => (this.began = resolve));

  constructor(private readonly options: ReplicaOptions) {
    ({ name: this.name, links: this.links, clock: this.clock } = options);
    this.url = `http://127.0.0.1:${this.links.client.port}/api`;
    this.keptUp = this.keepUp();
  }

  /** The process that runs; undefined while it starts. */
  get pid(): number | undefined {
    return this.app?.process.pid;
  }

  /** Ends it in order, and waits until it runs again; no longer than half a minute, since its servers may be away. */
  async restart(): Promise<void> {
    const again = new Promise<void>((resolve) => this.runsAgain.push(resolve));
    this.signal('SIGTERM');
    await Promise.race([again, delay(30_000, undefined, { ref: false })]);
  }

  /** From its next start on its clock can be moved, or can't any more. */
  wantClock(moved: boolean): void {
    this.moved = moved;
  }

  signal(signal: NodeJS.Signals): void {
    this.app?.process.kill(signal);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal('SIGCONT');
    await this.app?.end('SIGTERM');
    await this.keptUp;
  }

  private async keepUp(): Promise<void> {
    const { dataDir, environment, port, clock, log, name } = this.options;
    const note = (text: string) => appendFileSync(log, `${new Date().toISOString()} ${name} ${text}\n`);
    const stopping = () => this.stopping;
    while (!stopping()) {
      const faked = this.moved && typeof clock === 'object' ? clock.environment : {};
      try {
        const app = await startApp(dataDir, { ...environment, ...faked, PORT: String(port) });
        note(`runs as ${app.process.pid ?? 0}`);
        app.process.stderr?.on('data', (chunk: Buffer) => appendFileSync(log, chunk));
        this.app = app;
        this.began();
        for (const tell of this.runsAgain.splice(0)) tell();
        // It may have ended while it was being started.
        await new Promise<void>((resolve) => {
          if (app.process.exitCode !== null || app.process.signalCode !== null) resolve();
          else app.process.once('exit', () => resolve());
        });
        this.app = undefined;
        note(`ended with ${String(app.process.exitCode ?? app.process.signalCode)}`);
      } catch (error) {
        note((error as Error).message);
      }
      if (!stopping()) await delay(RESTART_MS);
    }
  }
}
