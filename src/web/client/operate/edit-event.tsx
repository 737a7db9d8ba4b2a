import { useEffect, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { request } from '../http';
import { useOperate } from './context';
import { EventForm } from './event-form';
import type { SavedEvent } from './kept-draft';

/** How long to wait before asking again when there is no answer, in milliseconds. */
const RETRY_MS = 2_000;

/** An event with the version that a change of it must name. @throws {NoAnswer} */
export async function fetchSaved(eventId: string): Promise<SavedEvent | undefined> {
  const answer = await request(`/api/events/${eventId}`);
  return answer.ok ? { event: answer.body as EventJson, etag: answer.etag } : undefined;
}

/** The form of an event that exists. */
export function EditEvent({ eventId, onSaved }: { eventId: string; onSaved(after: EventJson): void }) {
  const { words } = useOperate().locale;
  const [saved, setSaved] = useState<SavedEvent>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const read = () => {
      fetchSaved(eventId).then(setSaved, () => (timer = setTimeout(read, RETRY_MS)));
    };
    read();
    return () => clearTimeout(timer);
  }, [eventId]);
  if (!saved) return <p class="soft">{words.loading}</p>;
  return <EventForm saved={saved} fetchSaved={() => fetchSaved(eventId)} onSaved={onSaved} />;
}
