import type { EndReason } from '../../../domain/pre-order';

const tickets = (n: number) => (n === 1 ? '1 ticket' : `${n} tickets`);

/** The words of the buyer's pages. The other languages have the same keys; the type ensures it. */
export const en = {
  // All pages
  events: 'Events',
  noEvents: 'No upcoming events. Please come back later.',
  allEvents: 'All events',
  account: 'Account',
  needsJavaScript:
    'To buy tickets, turn on JavaScript in your browser and reload the page. What you see here may be out of date.',
  yourTime: (text: string) => `your time: ${text}`,

  // The event and its tickets
  doorsOpen: 'Doors open:',
  aboutEvent: 'About this event',
  imageOf: (event: string) => `Image of ${event}`,
  onSaleFrom: 'On sale from',
  onSaleNow: 'On sale now',
  available: (_n: number, text: string) => `${text} available`,
  allReserved: 'All reserved right now. Some may become available again.',
  soldOut: 'Sold out',
  free: 'Free',
  onlyLeft: (_n: number, text: string) => `Only ${text} left`,
  fewerLeft: (left: number, chosen: number) =>
    left === 0 ? `You had chosen ${chosen}.` : `You had chosen ${chosen}; we've changed that to ${left}.`,
  limitPerPerson: (n: number, has: number) =>
    has === 0 ? `Limit: ${tickets(n)} per person.` : `Limit: ${n} per person, you have ${has}.`,
  addOne: (type: string) => `Add one: ${type}`,
  removeOne: (type: string) => `Remove one: ${type}`,
  quantity: (type: string) => `Quantity: ${type}`,
  chooseTickets: 'Choose your tickets',
  chooseAtLeastOne: 'Choose at least one ticket',
  reserveTickets: (n: number) => `Reserve ${tickets(n)}`,
  joinLine: (n: number) => `Join the line for ${tickets(n)}`,
  enterDraw: (n: number) => `Enter the draw for ${tickets(n)}`,
  oneMoment: 'One moment…',
  requestingTicket: 'Requesting your ticket…',
  total: 'Total',
  lineExplained:
    "If there are people ahead of you, you'll get a place in line. A faster connection gives no advantage.",
  drawExplained:
    'Everyone who enters before sales open has the same chance. Being early or fast gives no advantage: when sales open, places in line are drawn at random.',

  // Before sales open
  opensHere: 'Sales will open here automatically. No need to reload the page.',
  salesOpenIn: 'Sales open in',
  onSaleSoon: 'On sale soon',
  inDraw: "You're in the draw",
  drawWait:
    "There's nothing more to do. When sales open, your place in line will appear here. You can close this page and come back later.",
  drawing: 'Drawing places in line…',
  drawEntry: 'Your draw entry',
  drawEntryExplained:
    "After the draw, look up this code in the public list to check that the draw was fair. You don't need to save it.",
  leaveDraw: 'Leave the draw',
  leaveDrawQuestion: 'Leave the draw? Your entry will be cancelled.',
  stayInDraw: 'Stay in the draw',

  // In line
  inLine: "You're in line",
  youAreNext: "You're next",
  nextExplained: "We'll reserve tickets for you as soon as they're available.",
  ahead: (n: number): string => (n === 1 ? 'person ahead of you' : 'people ahead of you'),
  upTo: 'up to',
  estimatedWait: 'Estimated wait',
  lessThanAMinute: 'less than a minute',
  about: (time: string) => `about ${time}`,
  calculating: 'Calculating…',
  placeIsKept: "You'll keep your place even if you lose your connection or close the page.",
  stayClose: (time: string) =>
    `Stay close: if you've been away for ${time} when your turn comes, others go first until you return.`,
  leaveLine: 'Leave the line',
  leaveLineQuestion: "Leave the line? You'll lose your place.",
  stayInLine: 'Stay in line',

  // Reserved
  yourTurn: 'Your turn! Reserving your tickets…',
  yourTurnExplained: 'No one else can take them. This only takes a moment.',
  reserved: 'Your tickets are reserved',
  reservedUntil: 'Reserved until',
  timeLeft: 'Time left to complete your purchase',
  timeIsLimited:
    "The time is limited so that everyone gets a fair chance: tickets that aren't bought go to the next person in line.",
  idleExplained: (time: string) =>
    `If you don't use this page for ${time}, your reservation ends early. We'll ask you first.`,
  pay: (price: string) => `Pay ${price}`,
  getFreeTickets: 'Get free tickets',
  completingPurchase: 'Completing your purchase…',
  releaseTickets: 'Release tickets',
  releaseQuestion: 'Release your tickets? They will become available to other people.',
  keepTickets: 'Keep my tickets',
  timeIsUp: "Time's up. Checking your order…",
  timeLeftToBuy: (time: string) => `${time} left to complete your purchase.`,
  stillThere: 'Are you still there?',
  stillThereExplained:
    "You've been inactive for a while. If you don't answer, your tickets will go to the next person in line.",
  yesKeepTickets: 'Yes, keep my tickets',

  // Bought
  orderAccepted: 'Order accepted',
  orderAcceptedExplained: 'We received your order in time, and your tickets are guaranteed.',
  ticketsAppear: "They'll appear here in a moment.",
  bought: "You're going!",
  showCodes: 'Show this page or the ticket codes at the entrance.',
  yourTickets: 'Your tickets',
  code: 'Code',
  orderNumber: 'Order number',
  boughtAt: 'Bought',
  cancelledAt: 'Cancelled',
  ticketCancelled: 'Cancelled',
  earlierOrders: 'Your earlier orders',
  buyMore: 'Buy more tickets',

  // Ended
  noLongerReserved: 'Your tickets are no longer reserved',
  noTickets: "Sorry, you didn't get tickets",
  leftLine: 'You left the line',
  releasedTickets: 'You released your tickets',
  eventCancelled: 'This event has been cancelled',
  reasons: {
    sold_out: 'All tickets were sold before your turn.',
    limit_reached: 'After you signed in, this order would have taken you over the limit per buyer.',
    not_enough_left: "There aren't enough tickets left for your order, and no more will become available.",
    idle: 'Your reservation expired because you were inactive. The tickets have been released.',
    hold_ended: 'Your reservation expired because the time to buy ran out. The tickets have been released.',
    payment_not_completed: 'The payment was not completed in time. The tickets have been released.',
    given_back: 'They are available to other people now.',
    ended_by_operator: 'The organiser ended your reservation.',
    event_closed: 'Sales ended before your turn.',
    event_cancelled: 'The organiser cancelled the event.',
  } satisfies Record<EndReason, string>,
  willBeRefunded: 'Your tickets are no longer valid. The organiser will refund what you paid.',
  notCharged: "You haven't been charged.",
  canTryAgain: 'You can try again.',
  tryAgain: 'Try again',
  nothingToBuy: 'No more tickets can be bought right now.',

  // Not on sale
  salesPaused: 'Sales are paused',
  salesPausedExplained: 'Sales will resume here automatically.',
  pausedInLine: 'Sales are paused. You keep your place, and the line will start moving again automatically.',
  pausedReserved: 'Sales are paused for new orders. Your reservation is not affected.',
  salesEnded: 'Sales have ended',
  salesEndedExplained: 'Tickets for this event are no longer on sale.',
  soldOutExplained: 'All tickets have been sold.',

  // Refused
  limitReached: (n: number, has: number) =>
    `This event has a limit of ${tickets(n)} per person` +
    (has === 0 ? ', and this order would exceed it.' : `. You already have ${has}.`),
  notEnoughLeft: "There aren't enough tickets left for this order. Choose fewer tickets or another type.",
  notOnSale: 'This event is not on sale right now.',
  signInRequired: 'You need to sign in to get tickets for this event.',
  signInFirst: 'Sign in to get tickets',
  signInNow: "Sign in now, so that you don't have to when sales open.",
  somethingWentWrong: 'Something went wrong. Try again.',

  // The connection
  offline: "You're offline.",
  slowAnswer: 'This is taking longer than usual.',
  updatesAutomatically: 'This page will update automatically.',
  noCookies: "Your browser isn't sending cookies.",
  allowCookies:
    "Without them we can't tell that an order is yours. Allow cookies for this site, then reload the page.",
  signedOut: "You've been signed out.",
  signInAgain: 'Sign in again',
  continueSignedOut: 'Continue without signing in',
  connectionTrouble: "We're having trouble connecting.",
  orderIsSafe: "A lost connection doesn't affect your order. This page will update automatically.",
  keepsTrying: "We've kept your request and will keep trying until we get an answer.",
  countdownContinues: 'The countdown is still running.',
};

export type Messages = typeof en;
