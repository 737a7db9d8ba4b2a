/** Does the work of a challenge (ALTCHA), beside the page. It is a script of its own, which pages load when a server asks. */
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

self.onmessage = async ({ data: challenge }: MessageEvent<Challenge>) => {
  const solution = await solveChallenge({ challenge, deriveKey });
  self.postMessage(btoa(JSON.stringify({ challenge, solution })));
};
