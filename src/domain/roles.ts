/** What somebody who operates the box office may do. Each admin route names the role that it needs. */

/** What a person can be: `manager` runs events and sales, `finance` refunds and sees payments, `gate` admits people. */
export const OPERATOR_ROLES = ['viewer', 'manager', 'finance', 'gate', 'admin'] as const;
/** What a service can be: `checkout` sells what was paid elsewhere. */
export const SERVICE_ROLES = ['checkout', 'viewer', 'gate'] as const;

export type OperatorRole = (typeof OPERATOR_ROLES)[number];
export type ServiceRole = (typeof SERVICE_ROLES)[number];
export type Role = OperatorRole | ServiceRole;
export const ROLES: readonly Role[] = ['viewer', 'manager', 'finance', 'gate', 'checkout', 'admin'];

/**
 * Who else may do what a role is for; `admin` may do everything. Managers and finance see what they decide about. `gate`
 * and `checkout` see nothing more, because their devices and services are the easiest to lose, and the orders contain
 * every ticket's code.
 */
const OTHERS: Record<Role, readonly Role[]> = {
  ...{ viewer: ['manager', 'finance'], manager: [], finance: [], gate: [], checkout: [], admin: [] },
};

export const hasRole = (role: Role, needed: Role): boolean =>
  role === needed || role === 'admin' || OTHERS[needed].includes(role);

/** Who makes an operator's request. */
export interface Operator {
  /** What actions are recorded under: an operator's address, a name given with the admin token, `token:` and a service's name. */
  name: string;
  role: Role;
  /** A service's token may be for these events only. */
  events?: readonly string[];
}

/** @param eventId undefined for what belongs to no single event. */
export function mayDo({ role, events }: Operator, needed: Role, eventId: string | undefined): boolean {
  return (
    hasRole(role, needed) && (events === undefined || (eventId !== undefined && events.includes(eventId)))
  );
}
