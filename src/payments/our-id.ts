const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An id of ours in the provider's metadata; null for any other. Others may use the same account, with ids of their own. */
export const ourId = (text: string | undefined): string | null =>
  text !== undefined && UUID.test(text) ? text : null;
