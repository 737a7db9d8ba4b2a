import { useEffect, useState } from 'preact/hooks';

/** Which view is shown: kept behind the # of the address, so that the back button works. */
export interface Route {
  page: 'list' | 'new' | 'find' | 'access' | 'event' | 'edit';
  eventId?: string;
}

export function routeOf(hash: string): Route {
  const [page, id, rest] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'new' || page === 'find' || page === 'access') return { page };
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
