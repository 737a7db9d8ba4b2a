import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startApp, type App } from '../helpers/app';
import type { Clock } from './clock';
import type { Link } from './link';

/** The pause between an exit and the restart, as with an orchestrator, in milliseconds. */
const RESTART_DELAY_MS = 300;

export interface ReplicaOptions {
  name: 'one' | 'two';
  dataDir: string;
  environment: NodeJS.ProcessEnv;
  port: number;
  /** From clients to this replica, and from it to its servers. */
  links: { client: Link; postgres: Link; temporal: Link };
  /** The movable clock, or the reason why this machine can't have one. */
  clock: Clock | string;
  logFile: string;
}

/** A `serve` process that is restarted on the same port whenever it exits. */
export class Replica {
  readonly name;
  readonly links;
  readonly clock;
  /** The API address for clients, through the client link. */
  readonly url: string;
  private app: App | undefined;
  private stopping = false;
  private movableClock = false;
  private readonly supervision: Promise<void>;
  private onFirstStart: () => void = () => undefined;
  private onNextStart: (() => void)[] = [];
  /** Resolves when the replica is ready for the first time. */
  readonly started = new Promise<void>((resolve) => (this.onFirstStart = resolve));

  constructor(private readonly options: ReplicaOptions) {
    ({ name: this.name, links: this.links, clock: this.clock } = options);
    this.url = `http://127.0.0.1:${this.links.client.port}/api`;
    this.supervision = this.supervise();
  }

  /** The running process, or undefined while it starts. */
  get pid(): number | undefined {
    return this.app?.process.pid;
  }

  /** Restarts gracefully. Waits at most 30 seconds, because a fault may have stopped the servers that it needs. */
  async restart(): Promise<void> {
    const nextStart = new Promise<void>((resolve) => this.onNextStart.push(resolve));
    this.signal('SIGTERM');
    await Promise.race([nextStart, delay(30_000, undefined, { ref: false })]);
  }

  /** Takes effect at the next start. */
  useMovableClock(movable: boolean): void {
    this.movableClock = movable;
  }

  signal(signal: NodeJS.Signals): void {
    this.app?.process.kill(signal);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal('SIGCONT');
    await this.app?.end('SIGTERM');
    await this.supervision;
  }

  private async supervise(): Promise<void> {
    const { dataDir, environment, port, clock, logFile, name } = this.options;
    const log = (text: string) => appendFileSync(logFile, `${new Date().toISOString()} ${name} ${text}\n`);
    const stopping = () => this.stopping;
    while (!stopping()) {
      const clockEnvironment = this.movableClock && typeof clock === 'object' ? clock.environment : {};
      try {
        const app = await startApp(dataDir, { ...environment, ...clockEnvironment, PORT: String(port) });
        log(`started, pid ${app.process.pid ?? 0}`);
        app.process.stderr?.on('data', (chunk: Buffer) => appendFileSync(logFile, chunk));
        this.app = app;
        this.onFirstStart();
        for (const resolve of this.onNextStart.splice(0)) resolve();
        // The process may have exited before this listens for its exit.
        await new Promise<void>((resolve) => {
          if (app.process.exitCode !== null || app.process.signalCode !== null) resolve();
          else app.process.once('exit', () => resolve());
        });
        this.app = undefined;
        log(`exited with ${String(app.process.exitCode ?? app.process.signalCode)}`);
      } catch (error) {
        log((error as Error).message);
      }
      if (!stopping()) await delay(RESTART_DELAY_MS);
    }
  }
}
