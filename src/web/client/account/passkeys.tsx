import { AskFirst } from '../ask-first';
import { Button } from '../button';
import { ACCOUNT_WORDS } from '../i18n/account';
import type { MeJson } from './account-data';
import type { AccountProps } from './account-props';
import { useWays } from './use-ways';

/** The buyer's passkeys; nothing where there are none and none can be added. */
export function Passkeys({ locale, data: { zone }, actions, me }: AccountProps & { me: MeJson }) {
  const words = ACCOUNT_WORDS[locale.language];
  const { passkeys: canAdd } = useWays();
  if (me.passkeys.length === 0 && !canAdd) return null;
  return (
    <section class="card" aria-labelledby="passkeys">
      <h2 id="passkeys">{words.passkeys}</h2>
      <p>{words.passkeysExplained}</p>
      <ul class="things">
        {me.passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
          <li key={id}>
            <p>
              <strong>
                <bdi>{name}</bdi>
              </strong>
            </p>
            <p class="soft small">
              {lastUsedAt === null ? words.added : words.lastUsed}{' '}
              {locale.date(lastUsedAt ?? createdAt, zone)}
            </p>
            <AskFirst
              label={words.remove}
              name={words.removePasskey(name)}
              question={words.removeQuestion(name)}
              keepLabel={words.keepPasskey}
              busy={actions?.busy === true}
              disabled={!actions}
              onYes={() => void actions?.removePasskey(id)}
            />
          </li>
        ))}
      </ul>
      {canAdd && (
        <div class="row">
          <Button
            kind="quiet"
            busy={actions?.busy === true}
            disabled={!actions}
            onPress={() => void actions?.addPasskey()}
          >
            {words.addPasskey}
          </Button>
        </div>
      )}
    </section>
  );
}
