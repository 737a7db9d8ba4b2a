/** What the workflow of a mail is started with. Whom it goes to and what it says is in the database only. */
export interface MailInput {
  mailId: string;
  /** What sort of mail it is, for those who look at the workflow. */
  kind: string;
}

/** The type of the failure when the mail server will never take a mail. */
export const MAIL_REFUSED = 'MailRefused';
