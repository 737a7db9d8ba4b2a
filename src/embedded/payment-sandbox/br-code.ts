/** A field of the format: two digits name it, two say how long it is. */
const field = (id: string, value: string) => `${id}${String(value.length).padStart(2, '0')}${value}`;

/**
 * The text of a Pix code in the format that banks read (EMV, with Brazil's fields). No bank knows this receiver.
 * @param amount in cents.
 */
export function brCode(intentId: string, amount: number): string {
  const account = field('00', 'br.gov.bcb.pix') + field('25', `sandbox.invalid/qr/${intentId}`);
  const code = [
    field('00', '01'),
    field('01', '12'),
    field('26', account),
    field('52', '0000'),
    field('53', '986'),
    field('54', (amount / 100).toFixed(2)),
    field('58', 'BR'),
    field('59', 'BILHETERIA TESTE'),
    field('60', 'SANDBOX'),
    field('62', field('05', '***')),
    '6304',
  ].join('');
  return code + checksum(code);
}

/** CRC-16/CCITT-FALSE, as the format wants it. */
function checksum(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
