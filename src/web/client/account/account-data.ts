/** What the account's page shows. */
import type { MeAnswer } from '../../../http/schemas/people';
import type { EventJson, Json, PreOrderJson } from '../api';

export type MeJson = Json<MeAnswer>;

/** One of the buyer's pre-orders, with its event. */
export interface OwnOrder {
  event: EventJson;
  preOrder: PreOrderJson;
}

export interface AccountData {
  me: MeJson | undefined;
  /** Newest first. */
  orders: OwnOrder[];
  /** The page to go on to after signing in. */
  next: string | undefined;
  /** The account was just deleted. */
  erased: boolean;
  /** For times that belong to no event: the server's zone at first, then the reader's. */
  zone: string;
}
