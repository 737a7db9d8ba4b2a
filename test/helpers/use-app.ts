/** The program for the tests of a file: hooks start it before the first test and end it after the last. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startApp, type App } from './app';

export interface OwnApp extends App {
  /** Its data folder. */
  folder: string;
  /** Starts it again in its folder, after a test has ended it. */
  restart(): Promise<void>;
}

/**
 * A program of the file's own, which its tests may end, freeze and restart. Its fields are set when the tests run.
 * @param environment read at each start, on top of what `startApp` gives.
 */
export function useOwnApp(environment: NodeJS.ProcessEnv = {}): OwnApp {
  const app = {} as OwnApp;
  app.restart = async () => void Object.assign(app, await startApp(app.folder, environment));
  beforeAll(async () => {
    app.folder = await mkdtemp(path.join(tmpdir(), 'bilheteria app '));
    await app.restart();
  }, 60_000);
  afterAll(async () => {
    await app.end('SIGTERM');
    await rm(app.folder, { recursive: true, force: true });
  }, 60_000);
  return app;
}

/** What a file may know of the program that all files of a run share. */
export type SharedApp = Pick<App, 'url' | 'metricsUrl' | 'adminToken'> & { folder: string; pid: number };

/**
 * The one program that files share which leave it as they found it: they use events of their own, and neither end it
 * nor break its servers. The run starts it when the first file asks (start-servers.ts).
 */
export function useApp(): SharedApp {
  const app = {} as SharedApp;
  beforeAll(async () => {
    const answer = await fetch(process.env['TEST_APP_FROM'] as string);
    if (!answer.ok) throw new Error(await answer.text());
    Object.assign(app, await answer.json());
  }, 60_000);
  return app;
}
