import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useServices } from '../services.js';
import type { PageState } from '../state/pageState.js';

/** A part of what the page knows. The component is drawn again only when that part is another one. */
export function useSelect<T>(select: (state: PageState) => T): T {
  const { store } = useServices();
  const [, redraw] = useState({});
  const selected = select(store.state());
  const latest = useRef({ select, selected });
  latest.current = { select, selected };
  useLayoutEffect(() => {
    const look = (): void => {
      if (!Object.is(latest.current.select(store.state()), latest.current.selected)) redraw({});
    };
    look();
    return store.subscribe(look);
  }, [store]);
  return selected;
}
