import { AskFirst } from '../ask-first';
import { ACCOUNT_WORDS } from '../i18n/account';
import type { AccountProps } from './account-props';

/** What is stored about the buyer, to be had and to be deleted. */
export function YourData({ locale, actions }: Pick<AccountProps, 'locale' | 'actions'>) {
  const words = ACCOUNT_WORDS[locale.language];
  return (
    <section class="card" aria-labelledby="your-data">
      <h2 id="your-data">{words.data}</h2>
      <div class="row">
        <a class="button" href="/api/me/export" download="bilheteria.json">
          {words.download}
        </a>
      </div>
      <p>{words.eraseExplained}</p>
      <AskFirst
        label={words.erase}
        question={words.eraseQuestion}
        keepLabel={words.keepAccount}
        busy={actions?.busy === true}
        disabled={!actions}
        onYes={() => void actions?.erase()}
      />
    </section>
  );
}
