/** The words of paying and of getting money back. */
export const en = {
  // Reserved
  payByCard: (price: string) => `Pay ${price} by card`,
  payByPix: (price: string) => `Pay ${price} by Pix`,
  openingPage: 'Opening the payment page…',
  creatingCode: 'Creating your Pix code…',
  paidElsewhere:
    "The organiser's shop takes the payment. Complete your purchase there, and your tickets will appear here.",

  // Paying
  completePayment: 'Complete your payment',
  payWithPix: 'Pay with Pix',
  checking: 'Checking your payment…',
  processing: 'Your payment is being processed',
  timeLeft: 'Time left to pay',
  timeLeftToPay: (time: string) => `${time} left to pay.`,
  payBy: 'Pay by',
  continueToPayment: 'Continue to payment',
  paysElsewhere:
    "You pay on our payment provider's page. Your tickets stay reserved meanwhile, and this page updates automatically.",
  stillProcessing:
    "We're waiting for the bank. Your tickets stay reserved, and this page updates automatically.",
  scanOrCopy: "Scan the QR code with your bank's app, or copy the code and paste it there.",
  qrCode: 'QR code of the Pix code',
  pixCode: 'Pix code',
  copyCode: 'Copy code',
  copied: 'Copied',
  copyByHand: 'Your browser blocked copying. The code is selected, so you can copy it yourself.',
  pixUpdates: 'Your tickets stay reserved. Once you have paid, this page updates automatically.',
  openPayPage: 'Open the payment page',
  cardInstead: 'Pay by card instead',
  pixInstead: 'Pay by Pix instead',
  releaseQuestion:
    'Release your tickets? The payment will be cancelled, and the tickets will become available to other people.',

  // It didn't work
  declined: "Your payment didn't go through.",
  declineReasons: {
    card_declined: 'Your bank declined the card. Use another card or contact your bank.',
    insufficient_funds: "The card doesn't have enough funds. Use another card.",
    authentication_failed: "Your bank couldn't confirm that it was you. Try again or use another card.",
    incorrect_number: 'The card number is incorrect. Check it and try again.',
    expired_card: 'The card has expired. Use another card.',
  } as Record<string, string>,
  declinedOtherwise: 'Try again, or pay another way.',
  pixExpired: 'The Pix code expired before it was paid.',
  triedTooOften: (n: number) =>
    `You have tried to pay ${n} times, which is the limit for one reservation. Release the tickets to start again.`,
  alreadyPaid: "Your payment had already gone through, so your tickets weren't released. They're yours.",

  // Too late
  askingProvider: "We're still checking with the payment provider whether you paid.",
  arrivedLate: 'Your payment arrived late. We are checking whether the tickets are still available…',
  ifPaid:
    "If you did pay, you don't have to do anything: you'll get the tickets if they're still available, or your money back. This page updates automatically.",

  // Paid, and given back
  paidByCard: 'Paid by card',
  paidByPix: 'Paid by Pix',
  notValidRefunding: 'Not valid: being refunded',
  notValidRefunded: 'Not valid: refunded',
  notValid: 'Your tickets are no longer valid.',
  willRefund: (amount: string) => `We will refund ${amount} automatically.`,
  refunding: (amount: string) => `We are refunding ${amount}. This page updates automatically.`,
  refunded: (amount: string) => `${amount} has been refunded. Your bank may take a few days to show it.`,
  orderReturned: 'You returned your tickets',
  orderRefunded: 'Your order has been refunded',
  refundedAt: 'Refunded',
  returnTickets: 'Return tickets',
  returnQuestion: (amount: string) =>
    `Return all tickets of this order? They stop being valid immediately, and we will refund ${amount}.`,
  returnUntil: 'You can return these tickets until',
  notReturnable: 'These tickets can no longer be returned.',
  stillOpen: 'The payment is still being completed. Try again in a moment.',
};

export type PaymentWords = typeof en;
