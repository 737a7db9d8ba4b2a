/** A code that was mailed. Only the page on which it was asked for knows to which address. */
export interface AskedCode {
  signInId: string;
  email?: string;
  /** When another one may be asked for, in milliseconds since 1970. */
  resendAt: number;
  mailDelaySeconds: number;
}
