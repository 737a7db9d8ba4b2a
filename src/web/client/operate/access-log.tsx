import { Time } from '../time';
import { Address } from './address';
import type { GeneralActionJson } from './api';
import { useOperate } from './context';

/** What was done to operators and tokens, when, and by whom. */
export function AccessLog({ actions }: { actions: GeneralActionJson[] }) {
  const { locale, timeZone: zone } = useOperate();
  const { words } = locale;
  return (
    <section class="card" aria-labelledby="access-log">
      <h2 id="access-log">{words.log}</h2>
      {actions.length === 0 && <p class="soft">{words.emptyLog}</p>}
      <ol class="log">
        {actions.map((action) => (
          <li key={`${action.at} ${action.what}`}>
            <p>
              <strong>{words.loggedAccess[action.what]}</strong>{' '}
              <bdi>{words.by(words.actors[action.who] ?? action.who)}</bdi>
            </p>
            <p class="soft small">
              <Time {...{ locale, zone }} at={action.at} seconds />
            </p>
            <p class="small">
              <Detail action={action} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Detail({ action }: { action: GeneralActionJson }) {
  const { words } = useOperate().locale;
  if (action.what === 'revoke_token') return <bdi>{action.detail.tokenName}</bdi>;
  if (action.what === 'end_task') {
    const { task, subject, note } = action.detail;
    return <bdi>{[words.taskWords[task]?.title ?? task, subject, note].filter(Boolean).join(' · ')}</bdi>;
  }
  if (action.what === 'create_token') {
    const { tokenName, role, events = [] } = action.detail;
    return (
      <>
        <bdi>{tokenName}</bdi>: {[words.roles[role], ...events].join(', ')}
      </>
    );
  }
  const roles =
    action.what === 'change_operator' ? action.detail.changed.role : ([action.detail.role] as const);
  return (
    <>
      <Address text={action.detail.email} />: {roles.map((role) => words.roles[role]).join(' → ')}
    </>
  );
}
