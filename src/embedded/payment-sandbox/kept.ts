/** What a sandbox keeps in its folder, so that its pages and its program's keys outlive a restart. */
export interface Kept {
  secretKey: string;
  webhookSecret: string;
  port: number;
}

export const KEYS_FILE = 'keys.json';

export const urlOf = (port: number) => `http://127.0.0.1:${port}`;
