import type { RequestHandler, Router } from 'express';
import type { Accounts } from '../accounts';
import type { Listen } from '../domain/notifications';
import type { Events } from '../events';
import type { Presence } from '../line/presence';
import type { WaitEstimates } from '../line/wait-estimates';
import type { Orders } from '../orders';
import type { Payments } from '../payments';
import type { PaymentRecords } from '../payments/records';
import type { Limits, RateLimits } from './limits';
import type { SendProblemPage } from './problems';
import type { Observers, RequestContext } from './request-context';
import type { Sessions } from './session';
import type { Secrets } from './signing';

/** What the API is made of. */
export interface ApiDependencies extends Observers {
  orders: Orders;
  events: Events;
  accounts: Accounts;
  /** Undefined where no payment provider is configured. */
  payments?: Pick<Payments, 'readWebhook' | 'receive' | 'refunds'> | undefined;
  paymentRecords: PaymentRecords;
  listen: Listen;
  presence: Pick<Presence, 'heard' | 'attend'>;
  estimates: WaitEstimates;
  sessionSecrets: Secrets;
  adminToken: string;
  /** The time zone of an event that names none. */
  timeZone: string;
  /** Without it there are no limits. */
  rateLimits?: RateLimits;
  /** Which proxies may say where a request comes from, as in Express. Without it, none. */
  trustProxy?: number | string | undefined;
  /** The address that browsers use, if requests don't name it. */
  publicUrl?: string | undefined;
  /** Where an operator sees a pre-order's workflow; null if the Temporal UI isn't known. */
  workflowUrl(preOrderId: string): string | null;
  /** The names of the parts that are not ready; empty when all are. */
  missing(): Promise<string[]>;
  /** The web pages. Without it, only the API is served. */
  pages?: Pages | undefined;
  /** Where mails are kept that this machine's user may read at /dev/mail. Without it, there is no such page. */
  devMailFolder?: string | undefined;
  /** Prometheus text. Without it, metrics are not served on this port. */
  metrics?: (() => Promise<string>) | undefined;
  /** Makes a trace of each request. */
  trace?: RequestHandler | undefined;
  /** Reports a failure that was recovered from, or a bug that was answered with 500. */
  onError(error: unknown, context?: RequestContext): void;
}

/** The web pages, as the app serves them. */
export interface Pages {
  routes(limits: Limits, sessions: Sessions): Router;
  sendProblem: SendProblemPage;
}

/** What the routes are made of. */
export interface RouteDependencies extends ApiDependencies {
  limits: Limits;
  sessions: Sessions;
}
