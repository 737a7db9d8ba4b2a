import { useEffect, useState } from 'preact/hooks';

/** Which view is shown: kept behind the # of the address, so that the back button works. */
export interface Route {
  page: 'list' | 'new' | 'find' | 'access' | 'tasks' | 'event' | 'edit';
  eventId?: string;
  /** What to find at once. */
  find?: string;
}

export function routeOf(hash: string): Route {
  const [page, id, rest] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'new' || page === 'access') return { page };
  if (page === 'find') return { page, ...(id && { find: id }) };
  if (page === 'tasks') return { page, ...(id && { eventId: id }) };
  if (page === 'events' && id) return { page: rest === 'edit' ? 'edit' : 'event', eventId: id };
  return { page: 'list' };
}

export function useRoute(): Route {
  const [route, setRoute] = useState<Route>({ page: 'list' });
  useEffect(() => {
    const read = () => setRoute(routeOf(location.hash));
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return route;
}

/** Names the window after the view. */
export function useTitle(title: string): void {
  useEffect(() => void (document.title = `${title} · Bilheteria`), [title]);
}
