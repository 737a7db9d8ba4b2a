import type * as Qr from './qr';

/** The address of the script, which the bundler fills in (src/web/bundle.ts). */
declare const QR_SCRIPT: string;

/** Loads what draws QR codes, once. @throws if it can't be loaded. */
export function loadQr(): Promise<typeof Qr> {
  // A variable is left for the browser to load, where the bundler would look for a file.
  const script: string = QR_SCRIPT;
  return import(script) as Promise<typeof Qr>;
}
