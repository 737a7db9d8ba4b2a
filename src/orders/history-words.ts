/** The words of an order's history. */
import type { Language } from '../domain/money';
import type { PaymentMethod } from '../domain/payment';

const en = {
  asked: 'The order was placed.',
  askedInLine: 'The order was placed and joined the line.',
  drawn: (place: string) => `Places were drawn at random. This order got place ${place}.`,
  called: 'The tickets were set aside. Nobody else can get them.',
  calledFromLine: (place: string) =>
    `Place ${place} came up and the tickets were set aside. Nobody else can get them.`,
  held: 'The tickets were reserved until a deadline.',
  active: 'The buyer was last active. The reservation was kept.',
  accepted: 'The checkout arrived in time and was accepted.',
  acceptedPayment: 'The payment arrived in time and was accepted.',
  extended: (seconds: number) => `An operator extended the reservation by ${seconds} seconds.`,
  endedSomehow: 'The order ended.',
  endings: {
    sold_out: 'All tickets were sold before the place came up.',
    not_enough_left: 'Fewer tickets were left than this order asked for.',
    limit_reached: 'The buyer signed in, and this order would have exceeded the limit for one buyer.',
    event_closed: 'The sale ended before the place came up.',
    sold: 'The tickets were sold.',
    idle: 'The buyer was inactive for too long. The tickets were released.',
    hold_ended: 'The longest reservation time was over. The tickets were released.',
    payment_not_completed: 'The payment was not completed in time. The tickets were released.',
    given_back: 'The buyer released the tickets.',
    ended_by_operator: 'An operator ended the order. The tickets were released.',
    event_cancelled: 'The event was cancelled.',
    refunded: 'The whole order was refunded.',
  } as Record<string, string>,

  methods: { card: 'by card', pix: 'by Pix' } satisfies Record<PaymentMethod, string>,
  paymentBegun: (n: number, amount: string, how: string) => `Attempt ${n} to pay ${amount} ${how} began.`,
  paymentMade: (amount: string, how: string) => `${amount} was paid ${how}.`,
  paymentDeclined: (reason: string) => `The payment was declined: ${reason}. Nothing was charged.`,
  declineReasons: {
    card_declined: 'the bank declined the card',
    insufficient_funds: 'the card did not have enough funds',
    authentication_failed: 'the bank could not confirm the buyer',
    incorrect_number: 'the card number was incorrect',
    expired_card: 'the card had expired',
  } as Record<string, string>,
  declinedOtherwise: (code: string) => `the payment provider refused it (${code})`,
  paymentCancelled: 'The payment was cancelled. Nothing was charged.',
  paymentExpired: 'The payment was not made in time. Nothing was charged.',
  paymentMismatch: 'What was paid is not what was asked for. The organiser has been notified.',
  refundBegun: (amount: string, why: string) => `A refund of ${amount} began, because ${why}.`,
  refundCauses: {
    operator: 'the organiser decided so',
    buyer: 'the buyer returned the tickets',
    event_cancelled: 'the event was cancelled',
    late: 'the payment arrived after the reservation had ended',
    mismatch: 'the payment was not what was asked for',
  },
  refundSucceeded: (amount: string) => `${amount} was refunded. The bank may take a few days to show it.`,
  refundFailed: (amount: string) => `The refund of ${amount} failed. The organiser has been notified.`,
};

export type HistoryWords = typeof en;

const ptBR: HistoryWords = {
  asked: 'O pedido foi feito.',
  askedInLine: 'O pedido foi feito e entrou na fila.',
  drawn: (place) => `Os lugares foram sorteados. Este pedido ficou com o lugar ${place}.`,
  called: 'Os ingressos foram separados. Ninguém mais pode pegá-los.',
  calledFromLine: (place) =>
    `Chegou a vez do lugar ${place}, e os ingressos foram separados. Ninguém mais pode pegá-los.`,
  held: 'Os ingressos foram reservados por um prazo.',
  active: 'Última atividade do comprador. A reserva foi mantida.',
  accepted: 'O pedido de compra chegou a tempo e foi aceito.',
  acceptedPayment: 'O pagamento chegou a tempo e foi aceito.',
  extended: (seconds) => `A organização prolongou a reserva por ${seconds} segundos.`,
  endedSomehow: 'O pedido terminou.',
  endings: {
    sold_out: 'Todos os ingressos foram vendidos antes de chegar a vez deste lugar.',
    not_enough_left: 'Restavam menos ingressos do que este pedido queria.',
    limit_reached: 'O comprador entrou, e este pedido passaria do limite por comprador.',
    event_closed: 'As vendas terminaram antes de chegar a vez deste lugar.',
    sold: 'Os ingressos foram vendidos.',
    idle: 'O comprador ficou inativo por muito tempo. Os ingressos foram liberados.',
    hold_ended: 'O tempo máximo de reserva acabou. Os ingressos foram liberados.',
    payment_not_completed: 'O pagamento não foi concluído a tempo. Os ingressos foram liberados.',
    given_back: 'O comprador desistiu dos ingressos.',
    ended_by_operator: 'A organização encerrou o pedido. Os ingressos foram liberados.',
    event_cancelled: 'O evento foi cancelado.',
    refunded: 'O pedido inteiro foi reembolsado.',
  },

  methods: { card: 'com cartão', pix: 'com Pix' },
  paymentBegun: (n, amount, how) => `Começou a tentativa ${n} de pagar ${amount} ${how}.`,
  paymentMade: (amount, how) => `${amount} pagos ${how}.`,
  paymentDeclined: (reason) => `O pagamento foi recusado: ${reason}. Nada foi cobrado.`,
  declineReasons: {
    card_declined: 'o banco recusou o cartão',
    insufficient_funds: 'o cartão não tinha saldo suficiente',
    authentication_failed: 'o banco não conseguiu confirmar o comprador',
    incorrect_number: 'o número do cartão estava incorreto',
    expired_card: 'o cartão estava vencido',
  },
  declinedOtherwise: (code) => `o parceiro de pagamentos não aceitou (${code})`,
  paymentCancelled: 'O pagamento foi cancelado. Nada foi cobrado.',
  paymentExpired: 'O pagamento não foi feito a tempo. Nada foi cobrado.',
  paymentMismatch: 'O que foi pago não é o que foi pedido. A organização foi avisada.',
  refundBegun: (amount, why) => `Começou o reembolso de ${amount}, porque ${why}.`,
  refundCauses: {
    operator: 'a organização decidiu assim',
    buyer: 'o comprador devolveu os ingressos',
    event_cancelled: 'o evento foi cancelado',
    late: 'o pagamento chegou depois do fim da reserva',
    mismatch: 'o pagamento não era o que foi pedido',
  },
  refundSucceeded: (amount) =>
    `Reembolso de ${amount} concluído. O banco pode levar alguns dias para mostrar o valor.`,
  refundFailed: (amount) => `O reembolso de ${amount} falhou. A organização foi avisada.`,
};

export const HISTORY_WORDS: Record<Language, HistoryWords> = { en, 'pt-BR': ptBR };
