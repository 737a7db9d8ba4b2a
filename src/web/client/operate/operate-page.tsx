import type { Locale } from '../i18n';

/** The operator's page. */
export function OperatePage(_: { locale: Locale }) {
  return (
    <main>
      <h1>Bilheteria</h1>
    </main>
  );
}
