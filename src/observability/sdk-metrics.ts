/** How long a scrape waits for the SDK's own metrics, in milliseconds. */
const TIMEOUT_MS = 1_000;

/** Reads the metrics that the Temporal SDK's native part serves on 127.0.0.1, so that one address serves them all. */
export async function readSdkMetrics(address: string): Promise<string> {
  const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  return response.ok ? response.text() : '';
}
