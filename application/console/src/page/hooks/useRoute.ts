import { useEffect, useState } from 'preact/hooks';
import { addressOf, parseRoute, type Route } from '../state/route.js';

/** What the address says is to be shown. */
export function useRoute(): Route {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const look = (): void => setFragment(location.hash);
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  return parseRoute(fragment);
}

export function goTo(route: Route): void {
  location.hash = addressOf(route);
}
