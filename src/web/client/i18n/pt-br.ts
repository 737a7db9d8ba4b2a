import type { Messages } from './en';

export const ptBR: Messages = {
  events: 'Eventos',
  noEvents: 'Ainda não há eventos.',
  otherLanguage: 'English',
  available: (n) => `${n} disponíveis`,
  soldOut: 'Esgotado',
};
