/** The words of signing in, which all pages share. */
import type { Language } from './index';

const en = {
  signIn: 'Sign in',
  email: 'Email address',
  emailHint: "We'll send you a code. There's no password.",
  wrongEmail: 'Check the address: it should look like ana@example.org.',
  sendCode: 'Send code',
  codeSent: (email: string) => `We've sent a code to ${email}.`,
  codeSentSomewhere: "We've sent a code to your email address.",
  mailTakes: (time: string) => `Many people are signing in right now, so it may take about ${time}.`,
  code: 'Code',
  codeHint: 'Six digits from the email. It works for ten minutes.',
  wrongForm: 'The code has six digits.',
  wrongCode: (left: number) =>
    `That code isn't right. You have ${left === 1 ? 'one more try' : `${left} more tries`}.`,
  codeExpired: "This code doesn't work any more. Get a new one.",
  otherBrowser: 'This code was requested in another browser. Enter it there, or get a new code here.',
  resend: 'Send a new code',
  resendIn: (time: string) => `Send a new code (in ${time})`,
  otherAddress: 'Use another address',
  usePasskey: 'Sign in with a passkey',
  passkeyRefused: "This passkey isn't known here. Try another one, or use a code.",
  passkeyFailed: "The passkey couldn't be used. Try again, or use a code.",
  or: 'or',
  continueWith: (name: string) => `Continue with ${name}`,
  tooMany: (time: string) => `Too many attempts. Try again in ${time}.`,
  working: 'One moment: your browser is doing a short check that makes life hard for programs.',
  trying: "We can't reach the server right now. We'll keep trying.",
  somethingWentWrong: 'Something went wrong. Try again.',
  outcomes: {
    cancelled: 'You cancelled signing in.',
    unavailable: "That service isn't answering right now. Try again later, or sign in another way.",
    failed: "Signing in didn't work. Try again.",
    taken: "That account already belongs to someone else here, so it wasn't added.",
    again: 'To add an account, sign in again first.',
    limited: 'Too many codes were requested for this address. Try again in an hour.',
  },
};

export type SignInWords = typeof en;

const ptBR: SignInWords = {
  signIn: 'Entrar',
  email: 'E-mail',
  emailHint: 'Vamos enviar um código. Não há senha.',
  wrongEmail: 'Confira o endereço: ele deve ser como ana@example.org.',
  sendCode: 'Enviar código',
  codeSent: (email) => `Enviamos um código para ${email}.`,
  codeSentSomewhere: 'Enviamos um código para o seu e-mail.',
  mailTakes: (time) => `Muita gente está entrando agora, então pode levar cerca de ${time}.`,
  code: 'Código',
  codeHint: 'Seis dígitos do e-mail. Vale por dez minutos.',
  wrongForm: 'O código tem seis dígitos.',
  wrongCode: (left) =>
    `Esse código não está certo. Você tem mais ${left === 1 ? 'uma tentativa' : `${left} tentativas`}.`,
  codeExpired: 'Este código não vale mais. Peça um novo.',
  otherBrowser: 'Este código foi pedido em outro navegador. Digite-o lá ou peça um novo código aqui.',
  resend: 'Enviar novo código',
  resendIn: (time) => `Enviar novo código (em ${time})`,
  otherAddress: 'Usar outro endereço',
  usePasskey: 'Entrar com chave de acesso',
  passkeyRefused: 'Esta chave de acesso não é conhecida aqui. Tente outra ou use um código.',
  passkeyFailed: 'Não foi possível usar a chave de acesso. Tente de novo ou use um código.',
  or: 'ou',
  continueWith: (name) => `Continuar com ${name}`,
  tooMany: (time) => `Tentativas demais. Tente de novo em ${time}.`,
  working: 'Um momento: seu navegador está fazendo uma breve verificação que dificulta a vida dos robôs.',
  trying: 'Não conseguimos falar com o servidor agora. Vamos continuar tentando.',
  somethingWentWrong: 'Algo deu errado. Tente de novo.',
  outcomes: {
    cancelled: 'Você cancelou a entrada.',
    unavailable: 'Esse serviço não está respondendo agora. Tente mais tarde ou entre de outra forma.',
    failed: 'Não foi possível entrar. Tente de novo.',
    taken: 'Essa conta já pertence a outra pessoa aqui, por isso não foi adicionada.',
    again: 'Para adicionar uma conta, entre de novo primeiro.',
    limited: 'Foram pedidos códigos demais para este endereço. Tente de novo em uma hora.',
  },
};

export const SIGN_IN_WORDS: Record<Language, SignInWords> = { en, 'pt-BR': ptBR };
