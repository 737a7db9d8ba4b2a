import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { cacheFolder } from '../../src/embedded/temporal-cli';
import { withChangesSince, type StripeSpec } from './stripe-spec';

const run = promisify(execFile);
const MODULE = 'github.com/stripe/stripe-mock@v0.203.0';

const go = spawnSync('go', ['version']).status === 0;
if (!go)
  process.stderr.write('Tests against stripe-mock are skipped: no Go. Install it (https://go.dev/dl).\n');

/** `describe` if there is Go. Without it the tests are skipped, and one line says what to install. */
export const describeWithStripeMock: jest.Describe = go ? describe : describe.skip;

export interface StripeMock {
  url: string;
  spec: StripeSpec;
  stop(): Promise<void>;
}

/**
 * Starts Stripe's own mock server: it checks each request against Stripe's schema, and answers with an example. The
 * program is built once and cached beside Temporal's, together with the schema that its module has.
 */
export async function startStripeMock(): Promise<StripeMock> {
  const { program, specFile } = await findStripeMock();
  const child = spawn(
    program,
    ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0', '-spec', specFile],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = once(child, 'exit');
  const url = await Promise.race([
    addressIn(child.stdout),
    gone.then(() => Promise.reject(new Error('stripe-mock ended'))),
  ]);
  return {
    url,
    spec: JSON.parse(await readFile(specFile, 'utf8')) as StripeSpec,
    async stop() {
      child.kill();
      await gone;
    },
  };
}

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, address] = /Listening for HTTP at address: (\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    // It goes on writing, and must not block.
    output.resume();
    return `http://${address}`;
  }
  throw new Error('stripe-mock has no address');
}

async function findStripeMock() {
  const cache = path.join(cacheFolder(), 'bilheteria', 'stripe-mock-0.203.0');
  const program = path.join(cache, 'stripe-mock');
  const specFile = path.join(cache, 'spec-endive.json');
  try {
    await Promise.all([access(program), access(specFile)]);
  } catch {
    await mkdir(cache, { recursive: true });
    const draft = await mkdtemp(path.join(cache, 'draft-'));
    try {
      await run('go', ['install', MODULE], { env: { ...process.env, GOBIN: draft }, timeout: 300_000 });
      const { stdout } = await run('go', ['mod', 'download', '-json', MODULE]);
      const { Dir: sources } = JSON.parse(stdout) as { Dir: string };
      const spec = await readFile(path.join(sources, 'embedded', 'openapi', 'spec3.json'), 'utf8');
      const changed = withChangesSince(JSON.parse(spec) as StripeSpec);
      await writeFile(path.join(draft, 'spec.json'), JSON.stringify(changed));
      // In one step each, so the cache never has half a file.
      await rename(path.join(draft, 'spec.json'), specFile);
      await rename(path.join(draft, 'stripe-mock'), program);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  return { program, specFile };
}
