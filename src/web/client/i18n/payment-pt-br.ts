import type { PaymentWords } from './payment-en';

export const ptBR: PaymentWords = {
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
  refunding: (amount) => `Reembolso de ${amount} em andamento. Esta página se atualiza automaticamente.`,
  refunded: (amount) =>
    `Reembolso de ${amount} concluído. O seu banco pode levar alguns dias para mostrar o valor.`,
  orderReturned: 'Seus ingressos foram devolvidos',
  orderRefunded: 'Seu pedido foi reembolsado',
  refundedAt: 'Reembolsado em',
  returnTickets: 'Devolver ingressos',
  returnQuestion: (amount) =>
    `Devolver todos os ingressos deste pedido? Eles perdem a validade na hora, e vamos reembolsar ${amount}.`,
  returnUntil: 'Você pode devolver estes ingressos até',
  notReturnable: 'Não é mais possível devolver estes ingressos.',
  stillOpen: 'O pagamento ainda está sendo concluído. Tente de novo em instantes.',
};
