import type { ActivityDependencies } from '.';

/** The sale is over: tells everybody who waits so. Run again it goes on with those that are left. */
export function emptyLine({ line }: ActivityDependencies) {
  return async (eventId: string): Promise<number> => {
    let refused = 0;
    for (let more = true; more;) {
      const moved = await line.move(eventId);
      refused += moved.refused;
      more = moved.more;
    }
    return refused;
  };
}
