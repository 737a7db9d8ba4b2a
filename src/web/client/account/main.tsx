import './style.css';
import { hydrate } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { localeOf, type Language, type Locale } from '../i18n';
import { keepTextCurrent } from '../replaced-text';
import { onSessionChanged } from '../session-news';
import type { AccountData } from './account-data';
import { AccountPage } from './account-page';
import { useAccountActions } from './actions';
import { CodePage, type CodeData } from './code-page';

type Data = { language: Language } & (AccountData | CodeData);

function LiveAccount({ locale, data }: { locale: Locale; data: AccountData }) {
  const [now, setNow] = useState(data);
  const [isLive, setLive] = useState(false);
  const actions = useAccountActions(locale, (me) => setNow((before) => ({ ...before, me })), data.next);
  // Not in the first rendering, which must be the server's.
  useEffect(() => {
    setLive(true);
    setNow((before) => ({ ...before, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone }));
  }, []);
  return <AccountPage {...{ locale, data: now }} actions={isLive ? actions : undefined} />;
}

function LiveCode({ locale, data }: { locale: Locale; data: CodeData }) {
  const [isLive, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  return <CodePage {...{ locale, data, isLive }} />;
}

const root = document.getElementById('app');
const data = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Data | null;
if (root && data) {
  const locale = localeOf(data.language);
  hydrate(
    'signInId' in data ? <LiveCode {...{ locale, data }} /> : <LiveAccount {...{ locale, data }} />,
    root,
  );
  keepTextCurrent(root);
}
if (data && 'me' in data) onSessionChanged(() => location.reload());
// The back button's cache brings the page as it was left, perhaps by somebody who has signed out since.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
