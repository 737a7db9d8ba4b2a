/** The words of paying and of getting money back. */
import type { Language } from './index';

const en = {
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
  returnTickets: 'Return tickets',
  returnQuestion: (amount: string) =>
    `Return all tickets of this order? They stop being valid immediately, and we will refund ${amount}.`,
  returnUntil: 'You can return these tickets until',
  notReturnable: 'These tickets can no longer be returned.',
  stillOpen: 'The payment is still being completed. Try again in a moment.',
};

export type PaymentWords = typeof en;

const ptBR: PaymentWords = {
  payByCard: (price) => `Pagar ${price} com cartão`,
  payByPix: (price) => `Pagar ${price} com Pix`,
  openingPage: 'Abrindo a página de pagamento…',
  creatingCode: 'Gerando o código Pix…',
  paidElsewhere:
    'O pagamento é feito na loja da organização. Conclua a compra lá, e seus ingressos vão aparecer aqui.',

  completePayment: 'Conclua o pagamento',
  payWithPix: 'Pague com Pix',
  checking: 'Verificando seu pagamento…',
  processing: 'Seu pagamento está sendo processado',
  timeLeft: 'Tempo restante para pagar',
  timeLeftToPay: (time) => `Tempo restante para pagar: ${time}.`,
  payBy: 'Pague até',
  continueToPayment: 'Continuar para o pagamento',
  paysElsewhere:
    'Você paga na página do nosso parceiro de pagamentos. Enquanto isso, seus ingressos ficam reservados, e esta página se atualiza automaticamente.',
  stillProcessing:
    'Estamos aguardando o banco. Seus ingressos ficam reservados, e esta página se atualiza automaticamente.',
  scanOrCopy: 'Escaneie o QR code no app do seu banco ou copie o código e cole lá.',
  qrCode: 'QR code do código Pix',
  pixCode: 'Pix copia e cola',
  copyCode: 'Copiar código',
  copied: 'Copiado',
  copyByHand: 'O navegador bloqueou a cópia. O código está selecionado para você mesmo copiar.',
  pixUpdates:
    'Seus ingressos ficam reservados. Depois que você pagar, esta página se atualiza automaticamente.',
  openPayPage: 'Abrir a página de pagamento',
  cardInstead: 'Prefiro pagar com cartão',
  pixInstead: 'Prefiro pagar com Pix',
  releaseQuestion:
    'Desistir dos ingressos? O pagamento será cancelado, e os ingressos vão ficar disponíveis para outras pessoas.',

  declined: 'O pagamento não foi concluído.',
  declineReasons: {
    card_declined: 'O banco recusou o cartão. Use outro cartão ou fale com o seu banco.',
    insufficient_funds: 'O cartão não tem saldo suficiente. Use outro cartão.',
    authentication_failed: 'O banco não conseguiu confirmar que era você. Tente de novo ou use outro cartão.',
    incorrect_number: 'O número do cartão está incorreto. Confira e tente de novo.',
    expired_card: 'O cartão está vencido. Use outro cartão.',
  },
  declinedOtherwise: 'Tente de novo ou pague de outra forma.',
  pixExpired: 'O código Pix expirou antes do pagamento.',
  triedTooOften: (n) =>
    `Você já tentou pagar ${n} vezes, que é o limite por reserva. Desista dos ingressos para começar de novo.`,
  alreadyPaid: 'O pagamento já tinha sido feito, então seus ingressos não foram liberados. Eles são seus.',

  askingProvider: 'Ainda estamos verificando com o parceiro de pagamentos se você pagou.',
  arrivedLate: 'Seu pagamento chegou atrasado. Estamos verificando se os ingressos ainda estão disponíveis…',
  ifPaid:
    'Se você pagou, não precisa fazer nada: você recebe os ingressos, se ainda estiverem disponíveis, ou o seu dinheiro de volta. Esta página se atualiza automaticamente.',

  paidByCard: 'Pago com cartão',
  paidByPix: 'Pago com Pix',
  notValidRefunding: 'Sem validade: reembolso em andamento',
  notValidRefunded: 'Sem validade: reembolsado',
  notValid: 'Seus ingressos perderam a validade.',
  willRefund: (amount) => `Vamos reembolsar ${amount} automaticamente.`,
  refunding: (amount) => `Estamos reembolsando ${amount}. Esta página se atualiza automaticamente.`,
  refunded: (amount) => `${amount} reembolsados. O seu banco pode levar alguns dias para mostrar o valor.`,
  orderReturned: 'Seus ingressos foram devolvidos',
  orderRefunded: 'Seu pedido foi reembolsado',
  returnTickets: 'Devolver ingressos',
  returnQuestion: (amount) =>
    `Devolver todos os ingressos deste pedido? Eles perdem a validade na hora, e vamos reembolsar ${amount}.`,
  returnUntil: 'Você pode devolver estes ingressos até',
  notReturnable: 'Não é mais possível devolver estes ingressos.',
  stillOpen: 'O pagamento ainda está sendo concluído. Tente de novo em instantes.',
};

export const PAYMENT_WORDS: Record<Language, PaymentWords> = { en, 'pt-BR': ptBR };
