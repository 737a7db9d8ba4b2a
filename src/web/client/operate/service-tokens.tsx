import { useState } from 'preact/hooks';
import { SERVICE_ROLES, type ServiceRole } from '../../../domain/roles';
import { onSubmit } from '../submit';
import { Time } from '../time';
import { Refused, type NewTokenJson, type TokenJson } from './api';
import { Confirm } from './confirm';
import { errorText, useOperate } from './context';
import { Field, ID_INPUT } from '../field';
import { RadioGroup } from './radio-group';

interface ServiceTokensProps {
  tokens: TokenJson[];
  onDone(): void;
}

/** The tokens of services that weren't revoked. */
export function ServiceTokens({ tokens, onDone }: ServiceTokensProps) {
  const { locale, api, notify, timeZone: zone } = useOperate();
  const { words } = locale;
  const [revoking, setRevoking] = useState<TokenJson>();
  const valid = tokens.filter(({ revokedAt }) => revokedAt === null);
  const revoke = async ({ id, name }: TokenJson) => {
    await api(`tokens/${id}`, { method: 'DELETE' });
    notify(words.tokenRevoked(name));
    onDone();
  };
  return (
    <section class="card" aria-labelledby="tokens">
      <h2 id="tokens">{words.tokens}</h2>
      {valid.length === 0 && <p class="soft">{words.noTokens}</p>}
      <ul class="rows">
        {valid.map((token) => (
          <li key={token.id}>
            <span>
              <bdi>{token.name}</bdi>{' '}
              <span class="soft">
                {words.roles[token.role]}
                {token.events && `, ${token.events.join(', ')}`}
              </span>
              <br />
              <span class="soft small">
                {token.lastUsedAt === null ? (
                  words.neverUsed
                ) : (
                  <>
                    {words.lastUsed} <Time {...{ locale, zone }} at={token.lastUsedAt} />
                  </>
                )}
              </span>
            </span>
            <button
              type="button"
              class="button text"
              aria-label={`${words.revoke}: ${token.name}`}
              onClick={() => setRevoking(token)}
            >
              {words.revoke}
            </button>
          </li>
        ))}
      </ul>
      <CreateToken onDone={onDone} />
      {revoking && (
        <Confirm
          title={words.revokeToken}
          explanation={words.revokeTokenExplained(revoking.name)}
          ready
          act={() => revoke(revoking)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </section>
  );
}

function CreateToken({ onDone }: Pick<ServiceTokensProps, 'onDone'>) {
  const { locale, api } = useOperate();
  const { words } = locale;
  const [name, setName] = useState('');
  const [role, setRole] = useState<ServiceRole>('viewer');
  const [typed, setTyped] = useState('');
  const [problems, setProblems] = useState<{ name?: string; events?: string }>({});
  const [made, setMade] = useState<NewTokenJson>();
  const create = async () => {
    setProblems({});
    setMade(undefined);
    const events = typed.split(/[\s,]+/).filter(Boolean);
    try {
      const body = { name: name.trim(), role, ...(events.length > 0 && { events }) };
      setMade(await api<NewTokenJson>('tokens', { method: 'POST', body }));
      setName('');
      setTyped('');
      onDone();
    } catch (error) {
      const wrong = error instanceof Refused ? ((error.problem['errors'] ?? []) as { path: string }[]) : [];
      if (wrong.some(({ path }) => path.startsWith('events'))) setProblems({ events: words.wrongEvents });
      else setProblems({ name: wrong.length > 0 ? words.wrongTokenName : errorText(error, locale) });
    }
  };
  const options = Object.fromEntries(SERVICE_ROLES.map((one) => [one, words.roles[one]]));
  return (
    <form class="stack" method="post" noValidate onSubmit={onSubmit(create)}>
      <h3>{words.createToken}</h3>
      <Field
        {...{ name: 'name', label: words.serviceName, problem: problems.name, maxLength: 80 }}
        value={name}
        onText={setName}
      />
      <RadioGroup
        {...{ name: 'service-role', legend: words.role, chosen: role, onChoose: setRole }}
        options={options as Record<ServiceRole, string>}
      />
      <p class="soft small">{words.roleHints[role]}</p>
      <Field
        {...{ name: 'events', label: words.onlyEvents, hint: words.onlyEventsHint, ...ID_INPUT }}
        problem={problems.events}
        value={typed}
        onText={setTyped}
      />
      <button class="button main">{words.createToken}</button>
      <div role="status">
        {made && (
          <Field
            {...{ name: 'made', label: words.newToken, hint: words.newTokenHint, ...ID_INPUT }}
            value={made.token}
            readOnly
          />
        )}
      </div>
    </form>
  );
}
