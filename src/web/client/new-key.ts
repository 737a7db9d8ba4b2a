/** A random idempotency key. */
export function newKey(): string {
  // randomUUID is missing where the page came over plain HTTP from another machine.
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
}
