/**
 * Reads server-sent events until they contain the awaited text, then closes the stream.
 * @returns everything that was sent until then.
 * @throws if the stream ends without it.
 */
export async function untilStream(url: string, token: string, awaited: string | RegExp): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (typeof awaited === 'string' ? text.includes(awaited) : awaited.test(text)) return text;
  }
  throw new Error(`The stream ended without ${String(awaited)}: ${text}`);
}
