import type { Locale } from '../i18n';
import type { Purchase } from './purchase';
import { stageOf } from './stage';

/** Says when the page can't reach the server, and what that means for the order. */
export function ConnectionNotice({ locale: { words }, purchase }: { locale: Locale; purchase: Purchase }) {
  const { connection, pending } = purchase;
  const lost = connection !== 'online';
  return (
    <div class="connection" role="status" data-lost={lost ? '' : undefined}>
      {lost && (
        <p>
          <strong>{connection === 'offline' ? words.offline : words.connectionTrouble}</strong>{' '}
          {pending ? words.keepsTrying : words.orderIsSafe}{' '}
          {stageOf(purchase).name === 'held' && words.countdownContinues}
        </p>
      )}
    </div>
  );
}
