import { useEffect, useState } from 'preact/hooks';

/** What is looked at: kept behind the # of the address, so that the back button works. */
export interface Route {
  page: 'list' | 'new' | 'find' | 'event' | 'edit';
  eventId?: string;
}

export function routeOf(hash: string): Route {
  const [page, id, rest] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'new' || page === 'find') return { page };
  if (page === 'events' && id) return { page: rest === 'edit' ? 'edit' : 'event', eventId: id };
  return { page: 'list' };
}

export function useRoute(): Route {
  const [route, setRoute] = useState<Route>({ page: 'list' });
  useEffect(() => {
    const look = () => setRoute(routeOf(location.hash));
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  return route;
}
