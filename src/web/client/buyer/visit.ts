/** A visit to an event's page: keeps it current through lost networks, locked phones and other tabs. */
import { createSharedStream } from '../shared-stream';
import { createActions, type BuyerActions } from './actions';
import type { Clock } from './clock';
import { trackConnectivity } from './connectivity';
import { findStorage } from '../kept';
import { followMoney } from './follow-money';
import { createLiveUpdates, type LiveUpdates } from './live-updates';
import { RETURNED } from '../../../domain/payment';
import { createPendingRequests } from './pending-requests';
import type { Store } from './purchase';
import { asksOnOpening } from './stage';
import { joinTabs } from './tabs';
import { onSessionChanged } from '../session-news';

/** Browser events that show that the buyer is active. */
const ACTIVITY = ['pointerdown', 'keydown', 'scroll', 'wheel', 'touchmove'] as const;

/**
 * @param outOfDate what the page brought may have changed since.
 * @returns what the buyer can do.
 */
export function startVisit(store: Store, clock: Clock, outOfDate: boolean): BuyerActions {
  const eventId = store.get().event.id;
  const connectivity = trackConnectivity(store);
  const { share } = joinTabs(eventId, (preOrder) => store.dispatch({ type: 'pre_order', preOrder }));
  const stream = createSharedStream();
  const updates = createLiveUpdates({ store, clock, connectivity, stream, share });
  const pendingRequests = createPendingRequests(eventId, findStorage('localStorage'));
  const openPage = (url: string) => location.assign(url);
  const actions = createActions({
    ...{ store, clock, pendingRequests, network: connectivity, openPage },
    ...updates,
  });

  const comeBack = () => {
    connectivity.retryNow();
    updates.setStreaming(true);
    void updates.refresh();
    updates.fetchEvent();
    actions.active();
  };
  watchPage(updates, comeBack);
  // What is chosen, and what waits for an answer, is kept.
  onSessionChanged(() => location.reload());
  for (const name of ACTIVITY) addEventListener(name, actions.active, { passive: true, capture: true });

  updates.setStreaming(!document.hidden);
  if (outOfDate) {
    void updates.refresh();
    updates.fetchEvent();
  }
  if (!navigator.cookieEnabled) {
    const problem = { status: 401, code: 'unauthenticated', detail: 'The browser blocks cookies.' };
    store.dispatch({ type: 'refused', problem });
  }
  actions.resume();
  endReturn(store);
  watchPurchase(store, updates, actions);
  return actions;
}

/** How long the page says that it checks a payment, in milliseconds. */
const CHECKING_MS = 15_000;

/** The buyer may have come back from the provider's page: a reload isn't another return. */
function endReturn(store: Store): void {
  const address = new URL(location.href);
  if (!address.searchParams.has(RETURNED)) return;
  address.searchParams.delete(RETURNED);
  history.replaceState(history.state, '', address);
  setTimeout(() => store.dispatch({ type: 'checked' }), CHECKING_MS);
}

/** What has to be done as the purchase changes, from now on. */
function watchPurchase(store: Store, updates: LiveUpdates, actions: BuyerActions): void {
  const onMoney = followMoney(store, updates.refresh);
  let wasCancelled = false;
  const onChange = () => {
    updates.followOpenPreOrder();
    onMoney();
    const cancelled = store.get().event.status === 'cancelled';
    if (cancelled && !wasCancelled) void updates.followCancellation();
    wasCancelled = cancelled;
    if (asksOnOpening(store.get())) actions.requestOnOpening();
  };
  store.subscribe(onChange);
  onChange();
}

/** What has to be done as the page is shown, hidden, and gets its network back. */
function watchPage(updates: LiveUpdates, comeBack: () => void): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) updates.setStreaming(false);
    else comeBack();
  });
  // The back button's cache brings the page as it was left.
  addEventListener('pageshow', ({ persisted }) => persisted && comeBack());
  addEventListener('pagehide', () => updates.setStreaming(false));
  addEventListener('online', comeBack);
}
