import type { ReadSettings } from '../config';
import type { Output } from './output';

/** What every command gets. */
export interface CommandContext {
  settings: ReadSettings;
  output: Output;
  /** Where the program's API is, without a slash at the end: --api, else HOST and PORT. */
  apiUrl: () => string;
}
