import type { operateMoneyEn } from './operate-money-en';

const inBrackets = (...texts: string[]) => {
  const known = texts.filter(Boolean);
  return known.length > 0 ? ` (${known.join(', ')})` : '';
};

/** How the provider's books and ours can differ. */
const DIFFERENCES: Record<string, string> = {
  missing_at_provider: 'O provedor não tem este pagamento.',
  foreign_payment: 'O provedor tem um pagamento que esta bilheteria não pediu.',
  amount_differs: 'O valor de um pagamento diverge.',
  currency_differs: 'A moeda de um pagamento diverge.',
  missing_refund: 'O provedor não tem este reembolso.',
  foreign_refund: 'O provedor tem um reembolso que esta bilheteria não pediu.',
  refund_amount_differs: 'O valor de um reembolso diverge.',
};

/** In what a provider's payment can differ. */
const MISMATCHES: Record<string, string> = {
  id: 'identificador diferente do pedido',
  currency: 'moeda diferente da pedida',
  amount: 'valor diferente do pedido',
  captured_amount: 'valor capturado diferente do pedido',
};

export const operateMoneyPtBR: typeof operateMoneyEn = {
  money: 'Dinheiro',
  captured: 'Capturado',
  refunded: 'Reembolsado',
  beingPaid: 'Em pagamento',
  owed: 'A devolver',
  disputed: 'Contestado',
  refundsPending: 'Reembolsos em andamento',
  refundsFailed: 'Reembolsos com falha',
  openTasks: 'Tarefas abertas',
  refundingOrders: (done, all) => `Reembolsando pedidos: ${done} de ${all} reembolsos concluídos.`,
  exportPayments: 'Exportar pagamentos',

  tasks: 'Tarefas',
  noTasks: 'Nenhuma tarefa aberta.',
  doneTasks: 'Concluídas',
  openOrder: 'Ver pedido',
  openProvider: 'Ver pagamento na Stripe',
  endTask: 'Marcar como concluída',
  endTaskExplained: 'Isto apenas registra que você cuidou do assunto. Nenhum dinheiro é movimentado.',
  note: 'Observação (opcional)',
  noteHint: 'Não inclua dados pessoais.',
  taskEnded: 'Tarefa marcada como concluída.',
  moreTasks: 'Mostrar mais tarefas',
  doneBy: (who) => `Concluída por ${who}`,
  taskWords: {
    payment_mismatch: {
      title: 'Pagamento não confere',
      happened: ({ what }) =>
        `O pagamento no provedor tem ${MISMATCHES[what] ?? what}. Por isso, nada foi vendido por ele.`,
      toDo: 'O dinheiro é devolvido automaticamente. Descubra quem alterou o pagamento.',
    },
    payment_unknown: {
      title: 'Resultado do pagamento desconhecido',
      happened: () => 'Há mais de 15 minutos o provedor não informa o resultado deste pagamento.',
      toDo: 'Confira o pagamento na Stripe. Continuamos perguntando: se foi pago, os ingressos são vendidos ou o dinheiro é devolvido.',
    },
    capture_failed: {
      title: 'Pagamento perdido após a venda',
      happened: () =>
        'Os ingressos foram vendidos, mas a autorização do cartão terminou antes da captura do dinheiro.',
      toDo: 'Peça ao comprador que pague de outra forma. Os ingressos continuam válidos até você decidir o contrário.',
    },
    capture_pending: {
      title: 'Pagamento ainda não capturado',
      happened: () => 'Os ingressos foram vendidos há mais de 15 minutos, mas o dinheiro não foi capturado.',
      toDo: 'Verifique se a Stripe está disponível. Continuamos tentando, e uma autorização termina após sete dias.',
    },
    refund_failed: {
      title: 'Falha no reembolso',
      happened: ({ amount, reason }) => `O provedor não conseguiu reembolsar ${amount}${inBrackets(reason)}.`,
      toDo: 'Devolva o dinheiro ao comprador de outra forma, como por transferência. Os ingressos continuam inválidos.',
    },
    dispute: {
      title: 'Pagamento contestado',
      happened: ({ amount, reason, status }) =>
        `O banco do comprador contesta ${amount}${inBrackets(reason, status)}.`,
      toDo: 'Responda na Stripe dentro do prazo mostrado lá. Os ingressos continuam válidos até você reembolsá-los.',
    },
    reconciliation: {
      title: 'Registros divergentes',
      happened: ({ what, ours, theirs }) =>
        `${DIFFERENCES[what] ?? what} ${[ours && `Aqui: ${ours}.`, theirs && `No provedor: ${theirs}.`].filter(Boolean).join(' ')}`,
      toDo: 'Procure na Stripe pelo identificador e descubra quem criou ou alterou. Nada é pago ou reembolsado automaticamente.',
    },
  },

  payments: 'Pagamentos',
  attemptBy: (n, amount, method) => `Tentativa ${n}: ${amount} por ${method}`,
  methods: { card: 'cartão', pix: 'Pix' },
  attemptStatus: {
    open: 'Aguardando o pagamento do comprador.',
    processing: 'O provedor está processando o pagamento.',
    authorized: 'Autorizado. O dinheiro ainda não foi capturado.',
    paid: 'Pago.',
    declined: 'Recusado.',
    cancelled: 'Cancelado antes de ser pago.',
    expired: 'Não foi pago a tempo.',
    unknown: 'O resultado é desconhecido. Continuamos perguntando ao provedor.',
  },
  declinedFor: (reason) => `Recusado: ${reason}.`,
  providerWords: {
    card_declined: 'o banco recusou o cartão',
    generic_decline: 'o banco recusou o cartão',
    insufficient_funds: 'saldo insuficiente',
    authentication_failed: 'o comprador não concluiu a segunda etapa',
    expired_card: 'o cartão está vencido',
    lost_card: 'o cartão consta como perdido',
    stolen_card: 'o cartão consta como roubado',
    lost_or_stolen_card: 'o cartão consta como perdido ou roubado',
    expired_or_canceled_card: 'o cartão venceu ou foi cancelado',
    declined: 'o banco recusou',
    fraudulent: 'fraude',
    duplicate: 'cobrança em dobro',
    product_not_received: 'nada foi recebido',
    subscription_canceled: 'assinatura cancelada',
    unrecognized: 'o comprador não reconhece a compra',
    needs_response: 'aguarda resposta',
    under_review: 'em análise',
    warning_needs_response: 'consulta, aguarda resposta',
    warning_under_review: 'consulta, em análise',
    warning_closed: 'consulta encerrada',
    won: 'ganha',
    lost: 'perdida',
  },
  mismatched: (what) => `Tem ${MISMATCHES[what] ?? what}.`,
  disputedFor: (amount, reason, status) =>
    `O banco do comprador contesta ${amount}${inBrackets(reason, status)}.`,
  refundOf: (amount) => `Reembolso: ${amount}`,
  refundStatus: { pending: 'Em andamento.', succeeded: 'Concluído.', failed: 'Falhou.' },
  refundFailedFor: (reason) => `Falhou: ${reason}.`,
  refundCauses: {
    operator: (who) => `Solicitado por ${who}.`,
    buyer: () => 'Solicitado pelo comprador.',
    event_cancelled: () => 'O evento foi cancelado.',
    late: () => 'O pagamento chegou depois que os ingressos acabaram.',
    mismatch: () => 'O pagamento não conferia com o pedido.',
  },
  refundReason: (reason) => `Motivo: ${reason}`,

  refund: 'Reembolsar',
  refundNeeds: (role) => `Somente o perfil ${role} pode reembolsar pedidos.`,
  refundTitle: (amount) => `Reembolsar ${amount}`,
  refundExplained:
    'Os ingressos selecionados perdem a validade agora. Quando o provedor concluir o reembolso, eles voltam à venda.',
  refundTickets: 'Ingressos a reembolsar',
  refundWhy: 'Motivo',
  refundWhyHint: 'Para o registro. Não inclua dados pessoais.',
  keepOrder: 'Manter pedido',
  refundRequested: (amount) => `Reembolso solicitado: ${amount}.`,
  refundUnanswered:
    'Sua última solicitação ficou sem resposta. Envie de novo para ver o resultado; o reembolso não é feito duas vezes.',
  tickets: 'Ingressos',
  ticketStatus: {
    pre_order: 'Reservado',
    sold: 'Vendido',
    invalidated: 'Invalidado',
    refunding: 'Em reembolso',
    refunded: 'Reembolsado',
  },
};
