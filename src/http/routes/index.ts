import type { RouteDependencies } from '../dependencies';
import type { Route } from '../route';
import { adminEventRoutes } from './admin-events';
import { adminExportRoutes } from './admin-exports';
import { adminReportRoutes } from './admin-reports';
import { adminSessionRoutes } from './admin-session';
import { eventRoutes } from './events';
import { healthRoutes } from './health';
import { oidcRoutes } from './oidc';
import { operatorRoutes } from './operators';
import { serviceTokenRoutes } from './service-tokens';
import { lineRoutes } from './line';
import { passkeyRoutes } from './passkeys';
import { preOrderRoutes } from './pre-orders';
import { meRoutes } from './me';
import { refundRoutes } from './refunds';
import { sessionRoutes } from './session';
import { signInRoutes } from './sign-in';
import { streamRoutes } from './stream';
import { taskRoutes } from './tasks';
import { webhookRoutes } from './webhooks';
import { createStreams } from '../streams';

/** Every route of the API. The busiest come first, since Express tries one after the other. */
export function createRoutes(deps: RouteDependencies): Route[] {
  const streams = createStreams(deps);
  return [
    ...preOrderRoutes(deps, streams),
    ...sessionRoutes(deps),
    ...signInRoutes(deps),
    ...meRoutes(deps),
    ...passkeyRoutes(deps),
    ...oidcRoutes(deps),
    ...eventRoutes(deps, streams),
    ...streamRoutes(deps, streams),
    ...lineRoutes(deps),
    ...adminSessionRoutes(deps),
    ...adminEventRoutes(deps),
    ...adminReportRoutes(deps),
    ...adminExportRoutes(deps),
    ...operatorRoutes(deps),
    ...serviceTokenRoutes(deps),
    ...refundRoutes(deps),
    ...taskRoutes(deps),
    ...webhookRoutes(deps),
    ...healthRoutes(deps),
  ];
}

/** The same routes as they are documented; their handlers can't be called. */
export const describeRoutes = (): Route[] => createRoutes({} as RouteDependencies);
