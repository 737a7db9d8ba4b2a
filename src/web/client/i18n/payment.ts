import type { Language } from './index';
import { en, type PaymentWords } from './payment-en';
import { ptBR } from './payment-pt-br';

export const PAYMENT_WORDS: Record<Language, PaymentWords> = { en, 'pt-BR': ptBR };
