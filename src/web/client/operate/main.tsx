import './style.css';
import { hydrate } from 'preact';
import { localeOf, type Language } from '../i18n';
import { OperatePage } from './operate-page';

const root = document.getElementById('app');
const data = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as {
  language: Language;
} | null;
if (root && data) hydrate(<OperatePage locale={localeOf(data.language)} />, root);
