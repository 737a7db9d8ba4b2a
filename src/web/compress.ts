import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** Compressing a page at this quality takes less than a millisecond, which any network more than repays. */
const QUALITY = 5;

/** Sends a text in the best compression that the client accepts. */
export function sendCompressed(request: Request, response: Response, text: string): void {
  response.vary('Accept-Encoding');
  const encoding = request.acceptsEncodings('br', 'gzip', 'identity');
  if (encoding !== 'br' && encoding !== 'gzip') {
    response.send(text);
    return;
  }
  response.set('Content-Encoding', encoding);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  response.send(encoding === 'br' ? brotliCompressSync(text, { params }) : gzipSync(text));
}
