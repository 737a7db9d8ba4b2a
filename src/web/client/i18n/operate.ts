import { createLocale, type Language, type Locale } from '.';
import { operateEn, type OperateMessages } from './operate-en';
import { operatePtBR } from './operate-pt-br';

export type OperateLocale = Locale<OperateMessages>;

export const operateLocaleOf = (language: Language): OperateLocale =>
  createLocale(language, { 'pt-BR': operatePtBR, en: operateEn });
