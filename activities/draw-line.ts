import type { ActivityDependencies } from '.';

/** Draws the places of all who entered. Run again after a crash it draws, or finds it done; never twice. */
export function drawLine({ sales }: ActivityDependencies) {
  return async (eventId: string): Promise<number | undefined> => sales.draw(eventId);
}
