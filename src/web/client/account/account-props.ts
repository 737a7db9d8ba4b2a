import type { Locale } from '../i18n';
import type { AccountData } from './account-data';
import type { AccountActions } from './actions';

/** What each part of the account's page gets. */
export interface AccountProps {
  locale: Locale;
  data: AccountData;
  /** Undefined until the script runs. */
  actions?: AccountActions | undefined;
}
