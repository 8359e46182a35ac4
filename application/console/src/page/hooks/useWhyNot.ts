import { useSelect } from './useSelect.js';

/** Why nothing can be changed from here just now; undefined when something can. */
export function useWhyNot(): string | undefined {
  const access = useSelect((state) => state.access.kind);
  const changes = useSelect((state) => state.known?.changes);
  const link = useSelect((state) => state.link.kind);
  const unavailable = useSelect((state) => state.unavailable !== null);
  if (link !== 'live') return 'The console does not answer.';
  if (changes?.allowed === false) return changes.reason;
  if (access !== 'granted') return 'Read only: this page has no token.';
  return unavailable ? 'The engine does not answer.' : undefined;
}
