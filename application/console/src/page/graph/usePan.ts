import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Lets a mouse drag what is scrolled. Fingers scroll by themselves. */
export function usePan(viewport: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const view = viewport.current;
    if (view === null) return undefined;
    const down = (event: PointerEvent): void => {
      const onNode = event.target instanceof Element && event.target.closest('a, button') !== null;
      if (event.pointerType !== 'mouse' || event.button !== 0 || onNode) return;
      view.setPointerCapture(event.pointerId);
      view.classList.add('panning');
    };
    const move = (event: PointerEvent): void => {
      if (view.hasPointerCapture(event.pointerId)) view.scrollBy(-event.movementX, -event.movementY);
    };
    const up = (): void => view.classList.remove('panning');
    view.addEventListener('pointerdown', down);
    view.addEventListener('pointermove', move);
    view.addEventListener('lostpointercapture', up);
    return () => {
      view.removeEventListener('pointerdown', down);
      view.removeEventListener('pointermove', move);
      view.removeEventListener('lostpointercapture', up);
    };
  }, [viewport]);
}
