/**
 * Does some work again and again, never twice at once.
 * @param everyMs from one beginning to the next, in milliseconds.
 * @param onError a failure; the next turn tries again.
 * @returns stops; work that has begun goes on.
 */
export function poll(
  everyMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => void {
  let busy = false;
  const turn = async () => {
    if (busy) return;
    busy = true;
    await work().catch(onError);
    busy = false;
  };
  const timer = setInterval(() => void turn(), everyMs);
  return () => clearInterval(timer);
}
