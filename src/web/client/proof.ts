/** The address of the script, which the bundler fills in (src/web/bundle.ts). */
declare const PROOF_SCRIPT: string;

/** Does the work that a server asks for. @returns the value of the header `Altcha`. @throws where a browser can't. */
export function prove(challenge: unknown): Promise<string> {
  const worker = new Worker(PROOF_SCRIPT);
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
    worker.onerror = () => reject(new Error('The work could not be done.'));
    worker.postMessage(challenge);
  }).finally(() => worker.terminate());
}
