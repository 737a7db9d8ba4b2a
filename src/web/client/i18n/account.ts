/** The words of the account's page. */
import type { Language } from './index';

const en = {
  account: 'Your account',
  signedInAs: (email: string) => `You're signed in as ${email}.`,
  signedIn: "You're signed in.",
  whySignIn:
    'Sign in to find your tickets on any device. You can buy without it, unless an event asks for it.',
  enterCode: 'Enter your code',
  whatSigningInDoes: 'Your tickets and places in line come along.',
  signOut: 'Sign out',
  noAnswer: "The server didn't answer. Try again.",
  confirmItsYou: "First confirm that it's you: sign in again.",

  tickets: 'Your tickets',
  noTickets: 'You have no tickets yet.',
  goToEvent: (event: string) => `Go to ${event}`,
  statuses: {
    in_line: 'You have a place in line.',
    called: "It's your turn: your tickets are being reserved.",
    pre_order: 'Your tickets are reserved. Complete your purchase.',
    paying: 'Your payment is open. Complete it on the page of the event.',
    checking_out: 'Your order has been accepted.',
  },

  passkeys: 'Passkeys',
  passkeysExplained: "Sign in with your fingerprint, face or PIN. You don't have to wait for an email.",
  addPasskey: 'Add a passkey',
  removePasskey: (name: string) => `Remove: ${name}`,
  remove: 'Remove',
  removeQuestion: (name: string) => `Remove ${name}? You won't be able to sign in with it here.`,
  keepPasskey: 'Keep it',
  passkeyExists: 'This device already has a passkey for you.',
  passkeyFailed: "The passkey couldn't be added. Try again.",
  tooManyPasskeys: 'You have ten passkeys, which is the limit. Remove one first.',
  added: 'Added',
  lastUsed: 'Last used',

  devices: "Where you're signed in",
  thisDevice: 'This device',
  unknownDevice: 'Unknown device',
  endSession: (device: string) => `Sign out: ${device}`,
  endOthers: 'Sign out everywhere else',

  data: 'Your data',
  download: 'Download your data',
  erase: 'Delete account',
  eraseExplained:
    'Deleting your account removes your email address, your passkeys and your devices, and gives up your places in line and reservations. Tickets you bought stay valid, but this page will no longer show them: save their codes first.',
  eraseQuestion: "Delete your account? This can't be undone.",
  keepAccount: 'Keep my account',
  erased: 'Your account has been deleted.',
  paymentOpen: 'One of your orders is still being completed. Try again in a moment.',
};

export type AccountWords = typeof en;

const ptBR: AccountWords = {
  account: 'Sua conta',
  signedInAs: (email) => `Você entrou como ${email}.`,
  signedIn: 'Você entrou.',
  whySignIn:
    'Entre para encontrar seus ingressos em qualquer dispositivo. Você pode comprar sem entrar, a menos que o evento peça.',
  enterCode: 'Digite o código',
  whatSigningInDoes: 'Seus ingressos e lugares na fila vêm junto.',
  signOut: 'Sair',
  noAnswer: 'O servidor não respondeu. Tente de novo.',
  confirmItsYou: 'Primeiro confirme que é você: entre de novo.',

  tickets: 'Seus ingressos',
  noTickets: 'Você ainda não tem ingressos.',
  goToEvent: (event) => `Ir para ${event}`,
  statuses: {
    in_line: 'Você tem um lugar na fila.',
    called: 'É a sua vez: seus ingressos estão sendo reservados.',
    pre_order: 'Seus ingressos estão reservados. Conclua a compra.',
    paying: 'Seu pagamento está em aberto. Conclua na página do evento.',
    checking_out: 'Seu pedido foi aceito.',
  },

  passkeys: 'Chaves de acesso',
  passkeysExplained: 'Entre com sua digital, seu rosto ou o PIN. Não é preciso esperar um e-mail.',
  addPasskey: 'Adicionar chave de acesso',
  removePasskey: (name) => `Remover: ${name}`,
  remove: 'Remover',
  removeQuestion: (name) => `Remover ${name}? Você não poderá mais entrar aqui com ela.`,
  keepPasskey: 'Manter',
  passkeyExists: 'Este dispositivo já tem uma chave de acesso sua.',
  passkeyFailed: 'Não foi possível adicionar a chave de acesso. Tente de novo.',
  tooManyPasskeys: 'Você tem dez chaves de acesso, que é o limite. Remova uma primeiro.',
  added: 'Adicionada',
  lastUsed: 'Último uso',

  devices: 'Onde você entrou',
  thisDevice: 'Este dispositivo',
  unknownDevice: 'Dispositivo desconhecido',
  endSession: (device) => `Sair: ${device}`,
  endOthers: 'Sair de todos os outros',

  data: 'Seus dados',
  download: 'Baixar seus dados',
  erase: 'Excluir conta',
  eraseExplained:
    'Excluir a conta apaga seu e-mail, suas chaves de acesso e seus dispositivos e desiste dos seus lugares na fila e reservas. Os ingressos que você comprou continuam válidos, mas esta página não vai mais mostrá-los: salve os códigos antes.',
  eraseQuestion: 'Excluir sua conta? Isso não pode ser desfeito.',
  keepAccount: 'Manter minha conta',
  erased: 'Sua conta foi excluída.',
  paymentOpen: 'Um dos seus pedidos ainda está sendo concluído. Tente de novo em instantes.',
};

export const ACCOUNT_WORDS: Record<Language, AccountWords> = { en, 'pt-BR': ptBR };
