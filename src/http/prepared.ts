import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** What a browser or a program can unpack, the best first. */
const ENCODINGS = ['br', 'gzip', 'identity'] as const;

/** Compressing a page at this quality takes less than a millisecond, which any network more than repays. */
export const QUICK = 5;

/** For what stays the same as long as the process runs. */
export const BEST = 11;

/** Text that can be sent any number of times: hashed once, and compressed once in each way that a client asks for. */
export interface Prepared {
  etag: string;
  bytes(encoding: (typeof ENCODINGS)[number]): Buffer;
}

export function prepare(content: string | Buffer, quality: number): Prepared {
  const identity = Buffer.from(content);
  const known = new Map<string, Buffer>([['identity', identity]]);
  return {
    // Weak, since the bytes differ between the encodings.
    etag: `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}"`,
    bytes(encoding) {
      let bytes = known.get(encoding);
      if (!bytes) known.set(encoding, (bytes = compress(identity, encoding, quality)));
      return bytes;
    },
  };
}

function compress(text: Buffer, encoding: string, quality: number): Buffer {
  if (encoding === 'gzip') return gzipSync(text, { level: Math.min(quality, 9) });
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
}

/** Sends it in the best encoding that the client accepts; 304 to a client that has it. */
export function sendPrepared(request: Request, response: Response, prepared: Prepared): void {
  const accepted = request.acceptsEncodings([...ENCODINGS]);
  const encoding = ENCODINGS.find((one) => one === accepted) ?? 'identity';
  response.vary('Accept-Encoding');
  response.set('ETag', prepared.etag);
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.send(prepared.bytes(encoding));
}
