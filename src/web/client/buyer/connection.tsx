import type { Locale } from '../i18n';
import type { Purchase } from './purchase';
import { stageOf } from './stage';

/** Says when the page can't know what is true now, and what that means for what is theirs. */
export function Connection({ locale: { words }, purchase }: { locale: Locale; purchase: Purchase }) {
  const { connection, pending } = purchase;
  const lost = connection !== 'online';
  return (
    <div class="connection" role="status" data-lost={lost ? '' : undefined}>
      {lost && (
        <p>
          <strong>{connection === 'offline' ? words.offline : words.unreachable}</strong>{' '}
          {pending ? words.asksUntilAnswered : words.catchesUp}{' '}
          {stageOf(purchase).name === 'held' && words.holdGoesOn}
        </p>
      )}
    </div>
  );
}
