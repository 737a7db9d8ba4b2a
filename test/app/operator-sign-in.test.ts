/** An operator from the invitation to the last request, with the mails that the program keeps in its data folder. */
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ask } from '../helpers/app';
import { cliOf } from '../helpers/cli';
import { useOwnApp } from '../helpers/use-app';

const app = useOwnApp();

/** The mail to this address, once it was sent; it is taken out of the folder. */
async function mailTo(address: string): Promise<string> {
  const folder = path.join(app.folder, 'mail');
  await mkdir(folder, { recursive: true });
  const find = async () => {
    for (const name of (await readdir(folder)).filter((one) => one.endsWith('.eml'))) {
      const mail = await readFile(path.join(folder, name), 'utf8');
      if (!mail.includes(`To: ${address}`)) continue;
      await rm(path.join(folder, name));
      return mail;
    }
    return undefined;
  };
  const changes = watch(folder);
  try {
    for (;;) {
      // Listens before it looks, so that no mail comes in between.
      const changed = once(changes, 'change');
      const mail = await find();
      if (mail !== undefined) return mail;
      await changed;
    }
  } finally {
    changes.close();
  }
}

test('somebody is invited, signs in with a code, acts under their address, and is out once they are removed', async () => {
  const email = 'maria@example.org';
  const added = await cliOf({ ...app, pid: app.process.pid ?? 0 }).run(
    'operator',
    'add',
    email,
    '--role',
    'manager',
  );
  expect(added).toMatchObject({ code: 0, out: `${email}: manager, added\n` });
  const invitation = await mailTo(email);
  expect(invitation).toContain(app.url.replace(/api$/, 'operate'));

  const token = String((await ask(`${app.url}/session`, 'POST')).body['token']);
  const english = { 'accept-language': 'en' };
  const asked = await ask(`${app.url}/sign-in/email`, 'POST', token, { email }, english);
  expect(asked.status).toBe(202);
  const code = /\b\d{6}\b/.exec(/^Subject: (.*)$/m.exec(await mailTo(email))?.[1] ?? '')?.[0];
  const used = await ask(`${app.url}/sign-in/email/${String(asked.body['signInId'])}`, 'POST', token, {
    code,
  });
  expect(used.status).toBe(200);
  const buyer = { cookie: used.headers.getSetCookie()[0]?.split(';')[0] ?? '' };

  const signedIn = await ask(`${app.url}/admin/session`, 'POST', undefined, {}, buyer);
  expect(signedIn.status).toBe(204);
  const operator = {
    cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    'sec-fetch-site': 'same-origin',
  };
  const me = () => ask(`${app.url}/admin/session`, 'GET', undefined, undefined, operator);
  expect((await me()).body).toEqual({ name: email, role: 'manager' });
  const paused = await ask(
    `${app.url}/admin/events/rock-no-rio/pause`,
    'POST',
    undefined,
    undefined,
    operator,
  );
  expect(paused.status).toBe(200);
  const { body } = await ask(`${app.url}/admin/events/rock-no-rio/actions`, 'GET', app.adminToken);
  expect((body['actions'] as object[])[0]).toMatchObject({ what: 'pause', who: email });

  expect((await ask(`${app.url}/admin/operators/${email}`, 'DELETE', app.adminToken)).status).toBe(204);
  expect((await me()).status).toBe(401);
  expect((await ask(`${app.url}/admin/session`, 'POST', undefined, {}, buyer)).body['code']).toBe(
    'not_allowed',
  );
}, 60_000);
