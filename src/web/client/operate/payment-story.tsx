import { Time } from '../time';
import type { FoundPreOrderJson } from './api';
import { useOperate } from './context';
import { providerText } from './task-facts';
import type { OperateLocale } from '../i18n/operate';

type Attempt = FoundPreOrderJson['attempts'][number];
type Refund = FoundPreOrderJson['refunds'][number];

/** What happened to the money of an order: each attempt to pay it, and each refund, in words. */
export function PaymentStory({ preOrder }: { preOrder: FoundPreOrderJson }) {
  const { locale } = useOperate();
  const { words, number, money } = locale;
  const { attempts, refunds, timeZone: zone } = preOrder;
  if (attempts.length === 0) return null;
  return (
    <>
      <h3>{words.payments}</h3>
      <ol class="log">
        {attempts.map((attempt) => (
          <li key={attempt.id}>
            <p class="soft small">
              <Time {...{ locale, zone }} at={attempt.createdAt} seconds />
            </p>
            <p>
              <strong>
                {words.attemptBy(
                  number(attempt.attempt),
                  money(attempt.amountCents, attempt.currency),
                  words.methods[attempt.method],
                )}
              </strong>
            </p>
            {attemptLines(attempt, locale).map((line) => (
              <p key={line}>{line}</p>
            ))}
            {attempt.providerUrl !== null && (
              <a href={attempt.providerUrl} target="_blank" rel="noopener noreferrer">
                {words.openProvider}
              </a>
            )}
            {attempt.providerUrl === null && attempt.providerId !== null && (
              <p class="soft small id">{attempt.providerId}</p>
            )}
          </li>
        ))}
        {refunds.map((refund) => (
          <li key={refund.id}>
            <p class="soft small">
              <Time {...{ locale, zone }} at={refund.createdAt} seconds />
            </p>
            <p>
              <strong>{words.refundOf(money(refund.amountCents, refund.currency))}</strong>
            </p>
            {refundLines(refund, locale).map((line) => (
              <p key={line}>
                <bdi>{line}</bdi>
              </p>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}

function attemptLines(attempt: Attempt, locale: OperateLocale): string[] {
  const { words, money } = locale;
  const { status, declineReason, mismatch, disputes, currency } = attempt;
  return [
    status === 'declined' && declineReason
      ? words.declinedFor(providerText(declineReason, locale))
      : words.attemptStatus[status],
    ...(mismatch === null ? [] : [words.mismatched(mismatch)]),
    ...disputes.map(({ amountCents, reason, status: standing }) =>
      words.disputedFor(
        money(amountCents, currency),
        providerText(reason, locale),
        providerText(standing, locale),
      ),
    ),
  ];
}

function refundLines(refund: Refund, locale: OperateLocale): string[] {
  const { cause, who, status, reason, failureReason } = refund;
  const { words } = locale;
  return [
    failureReason === undefined
      ? words.refundStatus[status]
      : words.refundFailedFor(providerText(failureReason, locale)),
    words.refundCauses[cause](words.actors[who] ?? who),
    ...(reason ? [words.refundReason(reason)] : []),
  ];
}
