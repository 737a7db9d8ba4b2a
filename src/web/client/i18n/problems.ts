/** Words of the pages that say why there is no other one. Only the server renders them. */
import type { Language } from './index';

interface ProblemWords {
  title: string;
  text: string;
}

export interface ProblemMessages {
  notFound: ProblemWords;
  tooMany: ProblemWords;
  unavailable: ProblemWords;
  tryAgain: string;
}

export const PROBLEM_MESSAGES: Record<Language, ProblemMessages> = {
  en: {
    notFound: {
      title: 'Page not found',
      text: 'There is nothing at this address. Check that it is correct, or choose an event from the list.',
    },
    tooMany: {
      title: 'Too many requests',
      text: 'We received too many requests from you or your network. Wait a moment, then try again.',
    },
    unavailable: {
      title: "We're having trouble",
      text: 'This page is temporarily unavailable. Your tickets and your place in line are safe. Try again in a moment.',
    },
    tryAgain: 'Try again',
  },
  'pt-BR': {
    notFound: {
      title: 'Página não encontrada',
      text: 'Não há nada neste endereço. Confira se ele está certo ou escolha um evento da lista.',
    },
    tooMany: {
      title: 'Muitas solicitações',
      text: 'Recebemos solicitações demais de você ou da sua rede. Aguarde um momento e tente de novo.',
    },
    unavailable: {
      title: 'Estamos com problemas',
      text: 'Esta página está temporariamente indisponível. Seus ingressos e seu lugar na fila estão guardados. Tente de novo em instantes.',
    },
    tryAgain: 'Tentar de novo',
  },
};
