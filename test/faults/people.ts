/** Buyers who sign in, on two devices, with places of both; and who sign out. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { read, type BuyerContext } from './buyer-requests';
import { askForTickets, createSession, useHold, waitForHold } from './buyers';
import type { Answer, PersonAction } from './journal';
import type { Random } from './random';
import { request, retry, type Request } from './requests';

/** How long somebody waits for a mail, in milliseconds. */
const MAIL_MS = 30_000;

/** A session on a device. */
interface Device {
  token: string;
  /** It has signed in. */
  known?: true;
  /** A sign-in that was sent, and its answer never came. */
  unanswered?: { signInId: string; code: string; key: string };
}

/** Somebody with an address. */
export interface Person {
  email: string;
  devices: Device[];
  /** Sessions that have ended, as answers said. */
  ended: Set<string>;
  /** Whether a sign-in was sent, so that there may be a known buyer. */
  mayBeKnown: boolean;
}

/** Sends a request of somebody until it is answered. */
async function send(
  { journal, urls }: BuyerContext,
  random: Random,
  action: PersonAction,
  { email }: Person,
  sent: Request,
): Promise<Answer | undefined> {
  return retry(urls, random, async (url) => {
    const startedAt = Date.now();
    try {
      const answer = await request(url, sent);
      journal.recordPerson(action, email, startedAt, answer);
      return answer;
    } catch (error) {
      journal.recordPerson(action, email, startedAt, error as Error);
      return undefined;
    }
  });
}

/** The code of a mail, once it is there. */
async function readCode({ mailFolder, closed }: BuyerContext, signInId: string): Promise<string | undefined> {
  const until = Date.now() + MAIL_MS;
  while (Date.now() < until && !closed()) {
    const mail = await readFile(path.join(mailFolder, `${signInId}.eml`), 'utf8').catch(() => '');
    const code = /^Subject:.*\b(\d{6})\b/m.exec(mail)?.[1];
    if (code !== undefined) return code;
    await delay(200);
  }
  return undefined;
}

/** Asks for a code and uses it. Somebody who gets no answer doesn't know whether they are signed in. */
export async function signIn(
  context: BuyerContext,
  random: Random,
  person: Person,
  device: Device,
): Promise<void> {
  const { token } = device;
  const body = { email: person.email };
  const ask = { path: '/sign-in/email', method: 'POST', token, body, headers: { 'accept-language': 'en' } };
  const asked = await send(context, random, 'ask code', person, ask);
  const signInId = asked?.body['signInId'];
  if (typeof signInId !== 'string') return;
  const code = await readCode(context, signInId);
  if (code === undefined) return;
  device.unanswered = { signInId, code, key: randomUUID() };
  person.mayBeKnown = true;
  context.journal.identify(token, person.email);
  await useCode(context, random, person, device);
}

/** Uses the code; again with the same key, it leads to the same session. */
async function useCode(context: BuyerContext, random: Random, person: Person, device: Device): Promise<void> {
  const { token, unanswered } = device;
  if (!unanswered) return;
  const { signInId, code, key } = unanswered;
  const use = { path: `/sign-in/email/${signInId}`, method: 'POST', token, body: { code } };
  const answer = await send(context, random, 'sign in', person, {
    ...use,
    headers: { 'idempotency-key': key },
  });
  const made = answer?.body['token'];
  if (typeof made !== 'string') return;
  delete device.unanswered;
  Object.assign(device, { token: made, known: true });
  person.ended.add(token);
  context.journal.identify(made, person.email);
  await checkEnded(context, random, person, token);
  await send(context, random, 'me', person, { path: '/me', method: 'GET', token: made });
}

/** What matters is refused to a session that has ended, by every process at once, whatever it has heard. */
async function checkEnded(
  context: BuyerContext,
  random: Random,
  person: Person,
  token: string,
): Promise<void> {
  const path_ = `/pre-orders/${randomUUID()}/checkout`;
  await send(context, random, 'pay once ended', person, { path: path_, method: 'POST', token, body: {} });
}

async function signOut(context: BuyerContext, random: Random, person: Person, device: Device): Promise<void> {
  const { token } = device;
  person.devices = person.devices.filter((one) => one !== device);
  const answer = await send(context, random, 'sign out', person, {
    path: '/sign-out',
    method: 'POST',
    token,
  });
  if (answer?.status !== 204) return;
  person.ended.add(token);
  await checkEnded(context, random, person, token);
}

/** Acts as one person after another until the sale closes. @returns all of them. */
export async function simulatePeople(context: BuyerContext, random: Random): Promise<Person[]> {
  const people: Person[] = [];
  while (!context.closed()) {
    const tokens = [
      await createSession(random.pick(context.urls)),
      await createSession(random.pick(context.urls)),
    ];
    const devices = tokens.filter((token) => token !== undefined).map((token) => ({ token }));
    const email = `ana.${randomUUID().slice(0, 13)}@example.org`;
    const person: Person = { email, devices, ended: new Set(), mayBeKnown: false };
    people.push(person);
    await live(context, random, person);
    await delay(random.integer(50, 500));
  }
  return people;
}

async function live(context: BuyerContext, random: Random, person: Person): Promise<void> {
  const orders: NonNullable<Awaited<ReturnType<typeof askForTickets>>>[] = [];
  const begin = async (device: Device) => {
    const asks = async () => {
      const asked = await askForTickets(context, random, device.token);
      if (asked) orders.push(asked);
    };
    if (random.chance(0.8)) await asks();
    if (random.chance(0.2)) await asks();
    await signIn(context, random, person, device);
  };
  const { devices } = person;
  // Both devices at once, or one after the other.
  if (random.chance(0.5)) await Promise.all(devices.map(begin));
  else for (const device of devices) await begin(device);
  if (devices.length === 0 || !devices.every(({ known }) => known)) return;
  // What either device has asked for can be used from any of them.
  for (const { ref } of orders) {
    const moved = { ...ref, token: random.pick(devices).token };
    if (await waitForHold(context, random, moved)) await useHold(context, random, moved);
  }
  if (random.chance(0.4)) await signOut(context, random, person, random.pick(devices));
}

/**
 * After the faults: everybody whose answer never came gets it, or signs in once more. What somebody has is theirs again,
 * or the journal says what was lost.
 */
export async function findEverything(context: BuyerContext, random: Random, people: Person[]): Promise<void> {
  const patient = { ...context, closed: () => false };
  for (const person of people) {
    for (const device of person.devices) await useCode(context, random, person, device);
    // Its code was void by then. If the session has ended all the same, the code was used.
    for (const device of person.devices) if (device.unanswered) await signIn(patient, random, person, device);
    person.devices = person.devices.filter(({ unanswered }) => !unanswered);
    if (person.mayBeKnown && !person.devices.some(({ known }) => known)) {
      const device: Device = { token: String(await createSession(random.pick(context.urls))) };
      person.devices.push(device);
      await signIn(patient, random, person, device);
    }
    for (const { token } of person.devices) context.tokens.add(token);
    const own = person.devices.find(({ known }) => known);
    if (!own) continue;
    for (const record of context.journal.recordsOf(person.email)) {
      record.token = own.token;
      await read(context, random, record);
    }
  }
}

/** Checks on every replica which sessions count. @returns the problems. */
export async function checkSessions(urls: string[], people: Person[]): Promise<string[]> {
  const problems: string[] = [];
  for (const url of urls)
    for (const { email, devices, ended } of people) {
      const ask = async (token: string, expected: string) => {
        const { status, body } = await request(url, { path: '/me', method: 'GET', token });
        const answer = `${status} ${String(status < 300 ? body['email'] : body['code'])}`;
        if (answer !== expected) problems.push(`${url}: a session of ${email}: ${answer}, not ${expected}`);
      };
      for (const { token, known } of devices) if (known) await ask(token, `200 ${email}`);
      for (const token of ended) await ask(token, '401 session_ended');
    }
  return problems;
}
