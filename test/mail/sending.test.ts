/** Mails through their real workflow to a real mail server. */
import { randomUUID } from 'node:crypto';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import { createActivities } from '../../activities';
import { sendMail } from '../../activities/send-mail';
import { MAIL_REFUSED } from '../../src/contract/mail';
import { mailWorkflowId } from '../../src/contract/names';
import { createEventLabels } from '../../src/events/event-labels';
import { createMail, type Mail, type MailService } from '../../src/mail';
import { startMails } from '../../src/mail/starter';
import { createMailWorker, createWorker } from '../../src/temporal/worker';
import { createWorkflowClient } from '../../src/temporal/workflow-client';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { record } from '../helpers/histories';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { WORKFLOW_BUNDLE } from '../helpers/workflow-bundle';
import { activityDependencies } from '../helpers/workflows';

const SECRETS = ['the secret that seals mails'] as const;
const ADDRESS = 'canary.maria@example.org';
let database: TestDatabase;
let server: MailServer;
let mail: MailService;
let client: Client;
let undo: (() => unknown)[] = [];
/** What became of mails, in order. */
const ends: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startMailServer();
  const connection = await NativeConnection.connect({
    address: process.env['TEST_TEMPORAL_ADDRESS'] as string,
  });
  client = new Client({ connection });
  mail = createMail({
    ...{ db: database.db, secrets: SECRETS, smtpUrl: server.url, folder: '', perSecond: 50 },
    from: 'Tickets <tickets@box.example>',
    onEnded: (kind, outcome) => ends.push(`${kind} ${outcome}`),
  });
  const taskQueue = `mail-${randomUUID()}`;
  const reconcile = () => Promise.resolve({ restarted: 0, ended: 0 });
  const activities = createActivities({
    ...activityDependencies(database),
    reconcile,
    giveUpMail: mail.steps.giveUp,
  });
  const workers: Worker[] = [
    await createWorker(connection, 'default', taskQueue, activities, { workflowBundle: WORKFLOW_BUNDLE }),
    await createMailWorker(connection, 'default', taskQueue, sendMail(mail.steps), 50),
  ];
  const running = workers.map((worker) => worker.run());
  const workflows = createWorkflowClient({
    ...{ client: () => client, taskQueue, eager: false, labelsOf: createEventLabels(database.db) },
  });
  const stopMails = startMails(database.db, 50, workflows.startMail, (error) => {
    throw error;
  });
  undo = [
    stopMails,
    async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    },
    () => connection.close(),
    () => mail.close(),
    () => server.close(),
    () => database.db.close(),
  ];
}, 60_000);
afterAll(async () => {
  for (const step of undo) await step();
}, 30_000);

async function queue(more: Partial<Mail> = {}): Promise<string> {
  const id = randomUUID();
  const fields = { code: '123456', link: 'https://box.example/sign-in/x', minutes: '10' };
  await database.db.transaction((tx) =>
    mail.queue(tx, { id, kind: 'sign-in-code', to: ADDRESS, locale: 'en', fields, ...more }),
  );
  return id;
}
const rowOf = async (id: string) => {
  const text = 'SELECT status, sealed, failure FROM mail WHERE id = $1';
  return (await database.db.query<{ status: string }>({ name: 'mail_row', text }, [id]))[0];
};
const resultOf = (id: string) => client.workflow.getHandle(mailWorkflowId(id)).result();
/** The workflow is started by the starter, some moments after the mail was queued. */
async function ended(id: string): Promise<unknown> {
  for (;;)
    try {
      return await resultOf(id);
    } catch (error) {
      if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
    }
}

test('a mail arrives, in both forms, and nothing of it is kept', async () => {
  const id = await queue();
  expect(await ended(id)).toBe('sent');
  const got = server.taken.at(-1);
  expect(got).toMatchObject({
    from: { address: 'tickets@box.example', name: 'Tickets' },
    to: [{ address: ADDRESS }],
    subject: '123456 is your sign-in code',
    messageId: `<${id}@box.example>`,
  });
  expect(got?.text).toContain('123456');
  expect(got?.text).toContain('https://box.example/sign-in/x');
  expect(got?.html).toContain('lang="en"');
  expect(got?.html).not.toMatch(/<img|<script|<link|url\(/);
  expect(await rowOf(id)).toEqual({ status: 'sent', sealed: null, failure: null });
  await record('mail-sent', { workflowId: mailWorkflowId(id) });
});

test('a server that says “later” is asked again, with the same Message-ID; the history has no address', async () => {
  server.replies.push(451);
  const before = server.offered;
  const id = await queue({ locale: 'pt-BR' });
  expect(await ended(id)).toBe('sent');
  expect(server.offered - before).toBe(2);
  expect(server.taken.at(-1)?.messageId).toBe(`<${id}@box.example>`);
  const history = JSON.stringify(await client.workflow.getHandle(mailWorkflowId(id)).fetchHistory());
  expect(history).toContain(id);
  for (const secret of [ADDRESS, 'canary', '123456']) expect(history).not.toContain(secret);
  // However long it says so, the mail is tried for two days, at most every ten minutes.
  const { events } = await client.workflow.getHandle(mailWorkflowId(id)).fetchHistory();
  const step = events?.find(
    (event) => event.activityTaskScheduledEventAttributes,
  )?.activityTaskScheduledEventAttributes;
  expect(optionalTsToMs(step?.scheduleToCloseTimeout)).toBe(48 * 3_600_000);
  expect(optionalTsToMs(step?.retryPolicy?.maximumInterval)).toBe(600_000);
  expect(step?.retryPolicy).toMatchObject({ maximumAttempts: 0, nonRetryableErrorTypes: [MAIL_REFUSED] });
  await record('mail-deferred', { workflowId: mailWorkflowId(id) });
}, 60_000);

test('a server that says “never” ends it: visible as a failed workflow, without the address', async () => {
  server.replies.push(550);
  const id = await queue();
  const failure = await ended(id).catch((error: unknown) => error);
  expect(ends.at(-1)).toBe('sign-in-code failed');
  expect(failure).toMatchObject({ cause: { message: 'The mail was not sent: 550 EENVELOPE' } });
  expect(await rowOf(id)).toEqual({ status: 'failed', sealed: null, failure: '550 EENVELOPE' });
  await record('mail-refused', { workflowId: mailWorkflowId(id) });
  const history = JSON.stringify(await client.workflow.getHandle(mailWorkflowId(id)).fetchHistory());
  expect(history).not.toContain('canary');
});

test('a mail that nobody can use any more isn’t sent', async () => {
  const before = server.offered;
  const id = await queue({ worthlessAt: new Date(Date.now() - 1_000) });
  expect(await ended(id)).toBe('expired');
  expect([(await rowOf(id))?.status, server.offered]).toEqual(['expired', before]);
  expect(ends.at(-1)).toBe('sign-in-code expired');
});

test('a step that runs again sends nothing again', async () => {
  const id = await queue();
  await ended(id);
  const before = server.offered;
  expect(await mail.steps.send(id)).toBe('not queued');
  expect(server.offered).toBe(before);
});

test('fields are text to a mail: no markup, no headers', async () => {
  const id = await queue({
    fields: {
      code: '<b>1</b>\r\nBcc: x@evil.example',
      link: 'https://box.example/"><script>',
      minutes: '10',
    },
  });
  await ended(id);
  const got = server.taken.at(-1);
  expect(got?.bcc).toBeUndefined();
  expect(got?.headers.map(({ key }) => key)).not.toContain('bcc');
  expect(got?.html).toContain('&lt;b&gt;1&lt;/b&gt;');
  expect(got?.html).not.toContain('<script>');
});

test('a code goes to the address that the buyer has proved, not to another spelling of it', async () => {
  const text = "INSERT INTO buyer (id, email, email_key) VALUES ($1, 'Boss@box.example', 'boss@box.example')";
  await database.db.query({ name: 'a_buyer', text }, [randomUUID()]);
  const ids = [await queue({ to: 'boss+x@box.example' }), await queue({ to: 'boss2@box.example' })];
  for (const id of ids) await ended(id);
  const to = ids.map((id) => server.taken.find((one) => one.messageId?.includes(id))?.to?.[0]?.address);
  expect(to).toEqual(['Boss@box.example', 'boss2@box.example']);
});

test('many are sent, each once', async () => {
  const before = server.taken.length;
  const ids = await Promise.all(Array.from({ length: 30 }, () => queue()));
  await server.untilTaken(before + 30);
  expect(new Set(server.taken.slice(before).map(({ messageId }) => messageId))).toEqual(
    new Set(ids.map((id) => `<${id}@box.example>`)),
  );
}, 60_000);

test('a mail whose workflow was terminated is started again', async () => {
  server.replies.push(451);
  const before = server.offered;
  const id = await queue();
  await server.untilOffered(before + 1);
  await client.workflow.getHandle(mailWorkflowId(id)).terminate('by mistake');
  const due = 'UPDATE mail SET lease_until = now() WHERE id = $1';
  await database.db.query({ name: 'mail_due', text: due }, [id]);
  await server.untilTaken(server.taken.length + 1);
  expect(server.taken.at(-1)?.messageId).toBe(`<${id}@box.example>`);
}, 30_000);
