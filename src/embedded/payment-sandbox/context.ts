import type { Book } from './book';
import type { Faults } from './faults';
import type { Webhooks } from './webhooks';

/** What every operation of the sandbox works with. */
export interface Context {
  book: Book;
  faults: Faults;
  webhooks: Webhooks;
  /** Where its pages are. */
  base(): string;
}
