/**
 * Reads server-sent events until they contain the awaited text, then closes the stream.
 * @returns everything that was sent until then.
 * @throws if the stream ends without it.
 */
export async function untilStream(url: string, token: string, awaited: string | RegExp): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const meets = (text: string) => (typeof awaited === 'string' ? text.includes(awaited) : awaited.test(text));
  const response = await fetch(url, { headers });
  const decoder = new TextDecoder();
  let text = '';
  if (response.status === 204) {
    // It has ended before, so there is nothing to stream.
    text = await (await fetch(url.replace(/\/stream$/, ''), { headers })).text();
    if (meets(text)) return text;
  } else
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (meets(text)) return text;
    }
  throw new Error(`The stream ended without ${String(awaited)}: ${text}`);
}
