import { useState } from 'preact/hooks';
import { AccessLog } from './access-log';
import type { GeneralActionJson, OperatorJson, TokenJson } from './api';
import { useOperate } from './context';
import { Operators } from './operators';
import { useTitle } from './route';
import { ServiceTokens } from './service-tokens';
import { useFollowed } from './use-followed';

interface Access {
  operators: OperatorJson[];
  tokens: TokenJson[];
  actions: GeneralActionJson[];
}

/** Who may operate the box office: people with roles, services with tokens, and what was done to them. */
export function AccessView() {
  const { locale, api } = useOperate();
  const { words } = locale;
  useTitle(words.access);
  const [access, setAccess] = useState<Access>();
  const [outOfDate, setOutOfDate] = useState(false);
  const readNow = useFollowed(async (isLatest) => {
    const read = await Promise.all([
      api<Pick<Access, 'operators'>>('operators'),
      api<Pick<Access, 'tokens'>>('tokens'),
      api<Pick<Access, 'actions'>>('actions'),
    ]).catch(() => undefined);
    if (!isLatest()) return;
    setOutOfDate(!read);
    if (read) setAccess({ ...read[0], ...read[1], ...read[2] });
  }, []);
  return (
    <>
      <a class="back" href="#/">
        {words.allEvents}
      </a>
      <h1>{words.access}</h1>
      {outOfDate && (
        <p class="note warn" role="status">
          {words.outOfDate}
        </p>
      )}
      {!access && <p class="soft">{words.loading}</p>}
      {access && (
        <>
          <div class="pair">
            <Operators operators={access.operators} onDone={readNow} />
            <ServiceTokens tokens={access.tokens} onDone={readNow} />
          </div>
          <AccessLog actions={access.actions} />
        </>
      )}
    </>
  );
}
