import { Button } from '../button';
import { ACCOUNT_WORDS } from '../i18n/account';
import type { MeJson } from './account-data';
import type { AccountProps } from './account-props';

/** Where the buyer is signed in, this device first. */
export function Devices({ locale, data: { zone }, actions, me }: AccountProps & { me: MeJson }) {
  const words = ACCOUNT_WORDS[locale.language];
  const sessions = [...me.sessions].sort((a, b) => Number(b.current) - Number(a.current));
  const nameOf = (device: string) => device || words.unknownDevice;
  return (
    <section class="card" aria-labelledby="devices">
      <h2 id="devices">{words.devices}</h2>
      <ul class="things">
        {sessions.map(({ id, device, lastUsedAt, current }) => (
          <li key={id}>
            <p>
              <strong>
                <bdi>{nameOf(device)}</bdi>
              </strong>{' '}
              {current && <span class="soft small">({words.thisDevice})</span>}
            </p>
            <p class="soft small">
              {words.lastUsed} {locale.date(lastUsedAt, zone)}
            </p>
            {!current && (
              <div>
                <Button
                  kind="quiet"
                  name={words.endSession(nameOf(device))}
                  busy={actions?.busy === true}
                  disabled={!actions}
                  onPress={() => void actions?.endSession(id)}
                >
                  {words.signOut}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <div class="row">
          <Button
            kind="quiet"
            busy={actions?.busy === true}
            disabled={!actions}
            onPress={() => void actions?.endOthers()}
          >
            {words.endOthers}
          </Button>
        </div>
      )}
    </section>
  );
}
