/**
 * Does some work on demand, never twice at once. A demand that comes while it runs is met by another turn.
 * @param work returns whether it has to be done again at once.
 * @returns demands it; resolves once a turn that began after the demand is over.
 */
export function onDemand(work: () => Promise<boolean>): () => Promise<void> {
  let demanded = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    while (demanded) {
      demanded = false;
      if (await work()) demanded = true;
    }
  };
  return () => {
    demanded = true;
    running ??= run().finally(() => (running = undefined));
    return running;
  };
}
