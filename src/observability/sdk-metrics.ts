/** How long a scrape waits for the SDK's own metrics, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * The metrics of Temporal's SDK, which its native part serves at an address of this machine (127.0.0.1): fetched with ours,
 * so that there is one place to scrape.
 */
export async function readSdkMetrics(address: string): Promise<string> {
  const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return response.ok ? response.text() : '';
}
