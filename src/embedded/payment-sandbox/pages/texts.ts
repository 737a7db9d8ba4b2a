import { moneyText, type Language } from '../../../domain/money';
import { fromStripeAmount } from '../../../payments/stripe/amounts';

const EN = {
  title: 'Test payment',
  test: 'This is a test page. No money moves. Don’t enter a real card.',
  pay: 'Pay',
  total: 'Total',
  card: 'Test card number',
  cards: 'Or choose a test card',
  pays: 'Pays',
  declined: 'Declined',
  insufficient_funds: 'Insufficient funds',
  second_step: 'Asks for a second step',
  second: 'Your bank asks you to confirm this payment',
  complete: 'Confirm',
  fail: 'Refuse',
  pix: 'Pix code',
  pixHelp: 'A real bank can’t pay this code. Use the button.',
  payPix: 'Pay with test Pix',
  expires: 'The code expires at',
  back: 'Return to the shop',
  paid: 'This payment is complete',
  authorized: 'This payment is complete',
  ended: 'This payment page has expired',
  endedHelp: 'It can’t be paid any more. Nothing was charged.',
  notFound: 'This payment page does not exist',
  invalid: 'Choose one of the options on this page',
  declines: {
    generic_decline: 'Your card was declined. Try another card.',
    insufficient_funds: 'Your card has insufficient funds. Try another card.',
    incorrect_number: 'This is not a test card. Choose one from the list.',
    payment_intent_authentication_failure:
      'Your bank didn’t confirm the payment. Try again or use another card.',
  } as Record<string, string>,
};

const PT: typeof EN = {
  title: 'Pagamento de teste',
  test: 'Esta é uma página de teste. Nenhum dinheiro é movimentado. Não informe um cartão de verdade.',
  pay: 'Pagar',
  total: 'Total',
  card: 'Número do cartão de teste',
  cards: 'Ou escolha um cartão de teste',
  pays: 'Paga',
  declined: 'Recusado',
  insufficient_funds: 'Saldo insuficiente',
  second_step: 'Pede uma segunda etapa',
  second: 'Seu banco pede que você confirme este pagamento',
  complete: 'Confirmar',
  fail: 'Recusar',
  pix: 'Código Pix',
  pixHelp: 'Nenhum banco de verdade consegue pagar este código. Use o botão.',
  payPix: 'Pagar com Pix de teste',
  expires: 'O código expira às',
  back: 'Voltar à loja',
  paid: 'Este pagamento foi concluído',
  authorized: 'Este pagamento foi concluído',
  ended: 'Esta página de pagamento expirou',
  endedHelp: 'Não é mais possível pagar. Nada foi cobrado.',
  notFound: 'Esta página de pagamento não existe',
  invalid: 'Escolha uma das opções desta página',
  declines: {
    generic_decline: 'Seu cartão foi recusado. Tente outro cartão.',
    insufficient_funds: 'Saldo insuficiente no cartão. Tente outro cartão.',
    incorrect_number: 'Este não é um cartão de teste. Escolha um da lista.',
    payment_intent_authentication_failure:
      'Seu banco não confirmou o pagamento. Tente de novo ou use outro cartão.',
  },
};

export type Texts = typeof EN;

export const textsOf = (language: Language): Texts => (language === 'en' ? EN : PT);

/** @param header `Accept-Language`; Portuguese unless English is wanted more. */
export function languageOf(header: string | undefined, locale: string | null = null): Language {
  if (locale?.startsWith('en')) return 'en';
  if (locale?.startsWith('pt')) return 'pt-BR';
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality = 'q=1'] = part.trim().split(/\s*;\s*/);
      return { tag: tag.toLowerCase(), quality: Number(quality.replace(/^q=/, '')) };
    })
    .filter(({ tag }) => /^(pt|en)\b/.test(tag))
    .sort((a, b) => b.quality - a.quality);
  return wanted[0]?.tag.startsWith('en') ? 'en' : 'pt-BR';
}

/** @param amount in Stripe's minor units. */
export function amountText(amount: number, currency: string, language: Language): string {
  return moneyText(fromStripeAmount(amount, currency), currency.toUpperCase(), language);
}
