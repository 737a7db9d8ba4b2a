import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../../test/helpers/database';
import { askRound } from '../line/certain';
import { expecting, openClient, rawRequest, type RawClient } from '../line/client';
import { withServers, type Servers } from '../line/servers';
import { median, percentiles } from '../load';
import type { Result, Row } from '../report';
import { joinsOfKnownBuyers } from './known-buyers';
import { sameDistribution } from './same-distribution';

export interface PeopleSizes {
  /** Rounds of joins with and without codes beside them, and joins in each. */
  rounds: number;
  count: number;
  /** Codes asked a minute, and for how long. */
  codesPerMinute: number;
  seconds: number;
  /** Addresses of each kind. */
  addresses: number;
  revocations: number;
}

const addressOf = (name: string) => `${name}@example.org`;
const askFor = (email: string, token: string) => rawRequest('POST', '/api/sign-in/email', token, { email });

/** What signing in costs, what it keeps from the others, and what it tells a stranger. */
export async function people(sizes: PeopleSizes): Promise<Result> {
  const rows: Row[] = [await joinsOfKnownBuyers(2 * sizes.rounds, sizes.count)];
  const details = await withServers(async (servers) => {
    const temporal = { TEMPORAL_ADDRESS: await servers.temporal() };
    const app = await servers.serve(temporal);
    const secrets = await strangersLearn(app.url, servers, sizes.addresses);
    rows.push({
      ...{ what: `${sizes.addresses} known and as many unknown addresses: p50 of the answer`, unit: 'ms' },
      ...{
        other: secrets.unknown.p50,
        ours: secrets.known.p50,
        ratio: secrets.known.p50 / secrets.unknown.p50,
      },
    });
    rows.push({
      ...{ what: 'the same: likelihood that both take the same time', unit: '' },
      ...{ ours: secrets.likelihood, target: '> 0.05' },
    });
    const storm = await codesBesideJoins(app.url, servers, sizes);
    rows.push(...storm.rows);
    const revoked = await revocations(
      app.url,
      (await servers.serve(temporal)).url,
      servers,
      sizes.revocations,
    );
    rows.push({
      ...{ what: 'a session that ended, until a second process refuses it: p99', unit: 'ms' },
      ...{ ours: revoked.p99, target: '< 1000' },
    });
    return { secrets, storm: storm.details, revoked };
  });
  return { rows, details };
}

/** Whether the time of an answer tells if somebody has signed in with an address. In turns, in a random order. */
async function strangersLearn(url: string, servers: Servers, count: number) {
  await servers.db.query(
    {
      name: 'known_buyers',
      text: `INSERT INTO buyer (id, email, email_key, email_verified_at)
        SELECT gen_random_uuid(), a, a, now()
        FROM generate_series(1, $1) AS i, LATERAL (SELECT 'known-' || i || '@example.org') AS k (a)`,
    },
    [count],
  );
  const client = openClient(url);
  const times = { known: [] as number[], unknown: [] as number[] };
  const order = Array.from({ length: 2 * count }, (_one, i) => (i % 2 === 0 ? 'known' : 'unknown'));
  for (let i = 0; i < order.length; i += 2) if (Math.random() < 0.5) order.splice(i, 2, 'unknown', 'known');
  for (const [i, kind] of (order as (keyof typeof times)[]).entries()) {
    const request = askFor(addressOf(`${kind}-${Math.floor(i / 2) + 1}`), servers.newToken());
    const began = performance.now();
    await expecting(202, client.send(request));
    times[kind].push(performance.now() - began);
  }
  client.close();
  return {
    known: percentiles(times.known),
    unknown: percentiles(times.unknown),
    likelihood: sameDistribution(times.known, times.unknown),
  };
}

/** Joins alone, and beside a storm of people who ask for codes. */
async function codesBesideJoins(url: string, servers: Servers, sizes: PeopleSizes) {
  const { rounds, count, codesPerMinute, seconds } = sizes;
  const asked = { times: [] as number[], refused: 0 };
  const rate = async () => {
    const eventId = await onSale(servers.db, { pista: 5_000_000 });
    const { perSecond } = await askRound(url, servers, eventId, count, 201);
    await servers.db.query({ name: 'end', text: 'SELECT cancel_pre_orders($1)' }, [eventId]);
    await delay(500);
    return perSecond;
  };
  const alone: number[] = [];
  const beside: number[] = [];
  await rate();
  const client = openClient(url);
  const until = async (over: () => boolean) => {
    const pending: Promise<unknown>[] = [];
    const began = performance.now();
    for (let i = 0; !over(); i++) {
      await delay(Math.max(0, began + (i * 60_000) / codesPerMinute - performance.now()));
      pending.push(askOnce(client, servers, asked));
    }
    await Promise.all(pending);
  };
  for (let i = 0; i < rounds; i++) {
    alone.push(await rate());
    let done = false;
    const storm = until(() => done);
    beside.push(await rate());
    done = true;
    await storm;
  }
  // The whole storm, without joins.
  const end = performance.now() + seconds * 1_000;
  await until(() => performance.now() > end);
  client.close();
  const { p50, p99 } = percentiles(asked.times);
  const what = `${codesPerMinute.toLocaleString('en')} codes asked a minute`;
  const rows: Row[] = [
    { what: `${what}: p50`, unit: 'ms', ours: p50 },
    { what: `${what}: p99`, unit: 'ms', ours: p99, target: '< 100' },
    { what: `${what}: not answered with 202`, unit: '', ours: asked.refused, target: '0' },
    {
      ...{ what: `joins meanwhile, 64 at once; against joins alone`, unit: '/s', target: '>= 0.9' },
      ...{ other: median(alone), ours: median(beside), ratio: median(beside) / median(alone) },
    },
  ];
  return { rows, details: { alone, beside, p50, p99, asked: asked.times.length } };
}

async function askOnce(client: RawClient, servers: Servers, asked: { times: number[]; refused: number }) {
  const began = performance.now();
  const { status } = await client.send(askFor(addressOf(randomUUID()), servers.newToken()));
  asked.times.push(performance.now() - began);
  if (status !== 202) asked.refused++;
}

/** How soon a second process refuses a session that the first one has ended. */
async function revocations(url: string, secondUrl: string, servers: Servers, count: number) {
  const [one, two] = [openClient(url), openClient(secondUrl)];
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const token = servers.newToken();
    await expecting(200, two.send(rawRequest('GET', '/api/pre-orders', token)));
    await expecting(204, one.send(rawRequest('POST', '/api/sign-out', token)));
    const began = performance.now();
    while ((await two.send(rawRequest('GET', '/api/pre-orders', token))).status !== 401);
    times.push(performance.now() - began);
  }
  one.close();
  two.close();
  return percentiles(times);
}
