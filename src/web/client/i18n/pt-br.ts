import type { Messages } from './en';

const tickets = (n: number) => (n === 1 ? '1 ingresso' : `${n} ingressos`);

export const ptBR: Messages = {
  events: 'Eventos',
  noEvents: 'Nenhum evento à vista. Volte mais tarde.',
  allEvents: 'Todos os eventos',
  needsJavaScript:
    'Para comprar ingressos, ative o JavaScript no navegador e recarregue a página. O que você vê aqui pode estar desatualizado.',
  yourTime: (text) => `no seu horário: ${text}`,

  doorsOpen: 'Abertura dos portões:',
  aboutEvent: 'Sobre o evento',
  imageOf: (event) => `Imagem de ${event}`,
  onSaleFrom: 'À venda a partir de',
  onSaleNow: 'Vendas abertas',
  available: (n, text) => (n === 1 ? '1 disponível' : `${text} disponíveis`),
  allReserved: 'Todos reservados no momento. Alguns podem voltar a ficar disponíveis.',
  soldOut: 'Esgotado',
  free: 'Grátis',
  onlyLeft: (n, text) => (n === 1 ? 'Só resta 1' : `Só restam ${text}`),
  fewerLeft: (left, chosen) =>
    left === 0 ? `Você tinha escolhido ${chosen}.` : `Você tinha escolhido ${chosen}; mudamos para ${left}.`,
  limitPerPerson: (n, has) =>
    has === 0 ? `Limite: ${tickets(n)} por pessoa.` : `Limite: ${n} por pessoa, você tem ${has}.`,
  addOne: (type) => `Adicionar um: ${type}`,
  removeOne: (type) => `Remover um: ${type}`,
  quantity: (type) => `Quantidade: ${type}`,
  chooseTickets: 'Escolha seus ingressos',
  chooseAtLeastOne: 'Escolha pelo menos um ingresso',
  reserveTickets: (n) => `Reservar ${tickets(n)}`,
  joinLine: (n) => `Entrar na fila para ${tickets(n)}`,
  enterDraw: (n) => `Participar do sorteio para ${tickets(n)}`,
  oneMoment: 'Só um momento…',
  requestingTicket: 'Solicitando seu ingresso…',
  total: 'Total',
  lineExplained:
    'Se houver gente na sua frente, você recebe um lugar na fila. Uma conexão mais rápida não dá vantagem.',
  drawExplained:
    'Todos que entram antes da abertura das vendas têm a mesma chance. Chegar cedo ou ser rápido não dá vantagem: na abertura, os lugares na fila são sorteados.',

  opensHere: 'As vendas abrem aqui automaticamente. Não é preciso recarregar a página.',
  salesOpenIn: 'As vendas abrem em',
  onSaleSoon: 'À venda em breve',
  inDraw: 'Você está no sorteio',
  drawWait:
    'Você não precisa fazer mais nada. Quando as vendas abrirem, seu lugar na fila vai aparecer aqui. Você pode fechar esta página e voltar depois.',
  drawing: 'Sorteando os lugares na fila…',
  drawEntry: 'Sua inscrição no sorteio',
  drawEntryExplained:
    'Depois do sorteio, procure este código na lista pública para conferir se o sorteio foi justo. Não é preciso guardá-lo.',
  leaveDraw: 'Sair do sorteio',
  leaveDrawQuestion: 'Sair do sorteio? Sua inscrição será cancelada.',
  stayInDraw: 'Continuar no sorteio',

  inLine: 'Você está na fila',
  youAreNext: 'A sua vez é a próxima',
  nextExplained: 'Assim que houver ingressos, vamos reservá-los para você.',
  ahead: (n) => (n === 1 ? 'pessoa na sua frente' : 'pessoas na sua frente'),
  upTo: 'até',
  estimatedWait: 'Espera estimada',
  lessThanAMinute: 'menos de um minuto',
  about: (time) => `cerca de ${time}`,
  calculating: 'Calculando…',
  placeIsKept: 'Seu lugar fica guardado mesmo que você perca a conexão ou feche a página.',
  stayClose: (time) =>
    `Fique por perto: se você estiver ausente há ${time} quando chegar a sua vez, outras pessoas passam na frente até você voltar.`,
  leaveLine: 'Sair da fila',
  leaveLineQuestion: 'Sair da fila? Você vai perder o seu lugar.',
  stayInLine: 'Continuar na fila',

  yourTurn: 'Chegou a sua vez! Reservando…',
  yourTurnExplained: 'Ninguém mais pode pegar os seus ingressos. É só um momento.',
  reserved: 'Seus ingressos estão reservados',
  reservedUntil: 'Reservados até',
  timeLeft: 'Tempo restante para concluir a compra',
  timeIsLimited:
    'O tempo é limitado para que todos tenham uma chance justa: o que não for comprado vai para a próxima pessoa da fila.',
  idleExplained: (time) =>
    `Se você ficar ${time} sem usar esta página, a reserva termina antes. Vamos perguntar primeiro.`,
  pay: (price) => `Pagar ${price}`,
  getFreeTickets: 'Garantir ingressos grátis',
  completingPurchase: 'Concluindo a compra…',
  releaseTickets: 'Desistir dos ingressos',
  releaseQuestion: 'Desistir dos ingressos? Eles vão ficar disponíveis para outras pessoas.',
  keepTickets: 'Manter ingressos',
  timeIsUp: 'O tempo acabou. Verificando seu pedido…',
  timeLeftToBuy: (time) => `Tempo restante para concluir a compra: ${time}.`,
  stillThere: 'Você ainda está aí?',
  stillThereExplained:
    'Faz um tempo que você não usa esta página. Se não responder, seus ingressos vão para a próxima pessoa da fila.',
  yesKeepTickets: 'Sim, manter ingressos',

  orderAccepted: 'Pedido aceito',
  orderAcceptedExplained: 'Recebemos seu pedido a tempo, e seus ingressos estão garantidos.',
  ticketsAppear: 'Eles vão aparecer aqui em instantes.',
  bought: 'Compra confirmada!',
  showCodes: 'Mostre esta página ou os códigos dos ingressos na entrada.',
  yourTickets: 'Seus ingressos',
  code: 'Código',
  orderNumber: 'Número do pedido',
  boughtAt: 'Comprado em',
  cancelledAt: 'Cancelado em',
  ticketCancelled: 'Cancelado',
  earlierOrders: 'Seus pedidos anteriores',
  buyMore: 'Comprar mais ingressos',

  noLongerReserved: 'Seus ingressos não estão mais reservados',
  noTickets: 'Desta vez não deu',
  leftLine: 'Você saiu da fila',
  releasedTickets: 'Você desistiu dos ingressos',
  eventCancelled: 'Este evento foi cancelado',
  reasons: {
    sold_out: 'Todos os ingressos foram vendidos antes da sua vez.',
    limit_reached: 'Depois que você entrou, este pedido passaria do limite por comprador.',
    not_enough_left: 'Não restam ingressos suficientes para o seu pedido, e não haverá outros.',
    idle: 'Sua reserva expirou por inatividade. Os ingressos foram liberados.',
    hold_ended: 'Sua reserva expirou porque o tempo para comprar acabou. Os ingressos foram liberados.',
    given_back: 'Eles já estão disponíveis para outras pessoas.',
    ended_by_operator: 'A organização encerrou a sua reserva.',
    event_closed: 'As vendas terminaram antes da sua vez.',
    event_cancelled: 'A organização cancelou o evento.',
  },
  willBeRefunded: 'Seus ingressos perderam a validade. A organização vai devolver o valor pago.',
  notCharged: 'Nada foi cobrado.',
  canTryAgain: 'Você pode tentar de novo.',
  tryAgain: 'Tentar de novo',
  nothingToBuy: 'Não é possível comprar mais ingressos no momento.',

  salesPaused: 'As vendas estão pausadas',
  salesPausedExplained: 'As vendas serão retomadas aqui automaticamente.',
  pausedInLine: 'As vendas estão pausadas. Seu lugar está guardado, e a fila volta a andar automaticamente.',
  pausedReserved: 'As vendas estão pausadas para novos pedidos. Isso não afeta a sua reserva.',
  salesEnded: 'As vendas terminaram',
  salesEndedExplained: 'Os ingressos deste evento não estão mais à venda.',
  soldOutExplained: 'Todos os ingressos foram vendidos.',

  limitReached: (n, has) =>
    `Este evento tem limite de ${tickets(n)} por pessoa` +
    (has === 0 ? ', e este pedido passaria dele.' : `. Você já tem ${has}.`),
  notEnoughLeft: 'Não há ingressos suficientes para este pedido. Escolha menos ingressos ou outro tipo.',
  notOnSale: 'Este evento não está à venda no momento.',
  signInRequired:
    'Este evento vende para quem entrou na própria conta, o que ainda não é possível nesta página.',
  somethingWentWrong: 'Algo deu errado. Tente de novo.',

  offline: 'Você está sem conexão.',
  slowAnswer: 'Está demorando mais do que o normal.',
  updatesAutomatically: 'Esta página vai se atualizar automaticamente.',
  noCookies: 'Seu navegador não está enviando cookies.',
  allowCookies:
    'Sem eles não sabemos que um pedido é seu. Permita cookies para este site e recarregue a página.',
  connectionTrouble: 'Estamos com problemas de conexão.',
  orderIsSafe: 'A falta de conexão não afeta o seu pedido. Esta página vai se atualizar automaticamente.',
  keepsTrying: 'Guardamos a sua solicitação e vamos continuar tentando até receber uma resposta.',
  countdownContinues: 'O tempo continua correndo.',
};
