import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';

/** Records that a mail was never taken, and deletes what it says. */
export function giveUpMail({ giveUpMail }: ActivityDependencies): Activities['giveUpMail'] {
  return (mailId, reason) => giveUpMail(mailId, reason);
}
