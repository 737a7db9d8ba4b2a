import type { EndReason } from '../../../domain/pre-order';

/** One ticket or several. */
const tickets = (n: number) => (n === 1 ? '1 ticket' : `${n} tickets`);

/** The words of the buyer's pages, each under what it says. The other languages have the same keys; the type says so. */
export const en = {
  // All pages
  events: 'Events',
  noEvents: 'No events yet.',
  otherLanguage: 'Português',
  allEvents: 'All events',
  scriptIsNeeded: 'To buy here your browser has to run JavaScript. What you see was true when the page came.',

  // The event and its tickets
  startsAt: 'Starts',
  onSaleFrom: 'On sale from',
  onSaleUntil: 'On sale until',
  onSaleNow: 'On sale',
  opensOn: (date: string) => `Opens ${date}`,
  available: (n: string) => `${n} available`,
  allHeldNow: 'All held by others right now; some may come back',
  soldOut: 'Sold out',
  price: 'Price',
  free: 'Free',
  atMost: (n: number) => `At most ${tickets(n)} per person.`,
  oneMore: (type: string) => `One more: ${type}`,
  oneLess: (type: string) => `One less: ${type}`,
  howMany: (type: string) => `How many: ${type}`,
  chooseYourTickets: 'Choose your tickets',
  askingForYourTicket: 'Asking for your ticket…',
  chooseAtLeastOne: 'Choose at least one ticket',
  getTickets: (n: number) => `Get ${tickets(n)}`,
  waitForTickets: (n: number) => `Join the line for ${tickets(n)}`,
  enterTheDrawWith: (n: number) => `Enter the draw for ${tickets(n)}`,
  oneMoment: 'One moment…',
  total: 'Total',
  aPlaceIsYours:
    'If others came before you, you get a place in line. Your connection does not matter for it.',
  drawExplained:
    'Everybody who enters before the opening has the same chance; being early or fast does not help. At the opening, places in line are drawn by lot.',

  // Before the opening
  opensByItself: 'The sale opens by itself on this page. No need to reload.',
  untilTheOpening: 'Until the opening',
  onSaleSoon: 'On sale soon',
  youAreInTheDraw: 'You are in the draw',
  nothingToDo:
    'Nothing to do now: at the opening you get your place here, by itself. You may close the page and come back.',
  drawing: 'The places are being drawn…',
  yourEntry: 'Your entry in the draw',
  whatTheEntryIsFor:
    'With this number you can find yourself in the public list after the draw, and check that it was fair. You need not keep it.',
  leaveTheDraw: 'Leave the draw',

  // In line
  youAreInLine: 'You are in line',
  youAreNext: 'You are next',
  nobodyAhead: 'Nobody is ahead of you. When tickets are free, they are set aside for you.',
  ahead: (n: number): string => (n === 1 ? 'person ahead of you' : 'people ahead of you'),
  atMostSoMany: 'at most',
  yourPlace: 'Your place',
  estimatedWait: 'Estimated wait',
  underAMinute: 'less than a minute',
  aboutMinutes: (n: number): string => (n === 1 ? 'about a minute' : `about ${n} minutes`),
  aboutHours: (n: number): string => (n === 1 ? 'about an hour' : `about ${n} hours`),
  waitIsUnknown: 'not known yet',
  placeIsSafe: 'This moves by itself. Your place is kept even if you lose the connection or close the page.',
  comeBackWithin: (time: string) =>
    `Stay near: when your turn comes and nothing was heard of you for ${time}, others go first until you are back.`,
  leaveTheLine: 'Leave the line',
  youAskedFor: 'You asked for',

  // Held
  yoursBeingMadeReady: 'They are yours',
  beingMadeReady: 'Your tickets are set aside; nobody else can get them. They are being made ready…',
  heldForYou: 'Held for you',
  timeLeft: 'Time left to buy',
  whyLimited:
    'The time is limited so that nobody waits in vain: what is not bought goes to the next in line.',
  endsWithoutActivity: (time: string) => `While you are active here it goes on, up to ${time} in all.`,
  buyFor: (price: string) => `Buy for ${price}`,
  buyFree: 'Get them for free',
  buying: 'Buying…',
  giveBack: 'Give back',
  giveBackReally: 'Give the tickets back? Others will get them.',
  leaveReally: 'Really leave? Your place would be lost.',
  yesGiveBack: 'Yes, give back',
  yesLeave: 'Yes, leave',
  noKeep: 'No, keep',
  timeIsUp: 'The time is up. Looking what became of it…',
  leftToBuy: (time: string) => `${time} left to buy.`,
  stillThere: 'Are you still there?',
  stillThereExplained:
    'We have not heard from you for a while. Without an answer your tickets go to the next in line.',
  iAmHere: 'Yes, I am here',

  // Bought
  purchaseAccepted: 'Your purchase is accepted',
  beingRecorded:
    'It came in time and cannot be lost. It is being recorded; your tickets appear here by themselves.',
  yoursNow: 'The tickets are yours',
  showTheCode: 'Show this page or the codes at the entrance.',
  yourTickets: 'Your tickets',
  code: 'Code',
  paid: 'Paid',
  buyMore: 'Buy more',

  // Over
  ended: 'This is over',
  heldNoMore: 'Your tickets are not held any more',
  noTickets: 'No tickets this time',
  youLeft: 'You left the line',
  youGaveBack: 'You gave the tickets back',
  eventCancelled: 'The event was cancelled',
  reasons: {
    sold_out: 'Everything was sold before your place came up.',
    not_enough_left: 'Fewer tickets are left than you asked for, and none can come back.',
    idle: 'Nothing was heard of you for as long as this event allows, so they went to the next in line.',
    hold_ended: 'The time to buy was over, so they went to the next in line.',
    given_back: 'What you gave back goes to the next in line.',
    ended_by_operator: 'The organiser ended it.',
    event_closed: 'The sale ended before your place came up.',
    event_cancelled:
      'The organiser cancelled the event. Nothing is held or sold any more; what was paid is paid back by the organiser.',
  } satisfies Record<EndReason, string>,
  nothingWasCharged: 'Nothing was charged.',
  youCanJoinAgain: 'You can join again.',
  joinAgain: 'Join again',
  nothingMoreHere: 'Nothing more can be bought here now.',

  // Not on sale
  salePaused: 'The sale is paused',
  pausedExplained: 'The organiser has paused it. It goes on here by itself.',
  pausedInLine: 'The sale is paused. Your place is kept; the line goes on by itself.',
  pausedHeld: 'The sale is paused for newcomers. What you hold is not touched.',
  saleClosed: 'The sale is over',
  closedExplained: 'Nothing can be bought for this event any more.',
  soldOutExplained: 'All tickets are sold.',

  // Refused
  limitReached: (n: number) =>
    `One person may have at most ${tickets(n)} of this event, and you would have more.`,
  refusedSoldOut: 'There are not enough tickets left for this choice. Try a smaller number or another type.',
  refusedNotOnSale: 'The event is not on sale right now.',
  refusedOtherwise: 'This did not work. Please try again.',

  // The connection
  offline: 'You are offline.',
  unreachable: 'We cannot be reached right now.',
  catchesUp: 'What is yours stays yours; the page catches up by itself.',
  asksUntilAnswered: 'Your request is kept: we go on asking by ourselves until there is an answer.',
  holdGoesOn: 'The time goes on meanwhile.',

  // Durations
  days: (n: number): string => (n === 1 ? '1 day' : `${n} days`),
  hours: (n: number): string => (n === 1 ? '1 hour' : `${n} hours`),
  minutes: (n: number): string => (n === 1 ? '1 minute' : `${n} minutes`),
  seconds: (n: number): string => (n === 1 ? '1 second' : `${n} seconds`),
};

export type Messages = typeof en;
