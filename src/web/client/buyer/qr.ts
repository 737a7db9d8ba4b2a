/** QR codes; a script of its own, which the page loads when there is one to show. */
import { encode } from 'uqr';

export interface Qr {
  /** Of each side, in modules, with the quiet zone. */
  size: number;
  /** The dark modules, as the data of an SVG path. */
  path: string;
}

/** The QR code of a text, with the quiet zone of four modules that scanners want. */
export function drawQr(text: string): Qr {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: path.join('') };
}
