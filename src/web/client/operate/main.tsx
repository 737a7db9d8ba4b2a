import 'uplot/dist/uPlot.min.css';
import './style.css';
import { hydrate } from 'preact';
import { onActivation } from '../activation';
import { operateLocaleOf } from '../i18n/operate';
import type { Language } from '../i18n';
import { keepTextCurrent } from '../replaced-text';
import { OperateApp } from './operate-app';

const root = document.getElementById('app');
const data = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as {
  language: Language;
  timeZone: string;
} | null;
if (root && data)
  onActivation(() => {
    hydrate(<OperateApp locale={operateLocaleOf(data.language)} timeZone={data.timeZone} />, root);
    keepTextCurrent(root);
  });
