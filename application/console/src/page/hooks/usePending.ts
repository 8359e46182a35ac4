import { useCallback, useState } from 'preact/hooks';

/** Whether something was asked for and has not begun yet. */
export function usePending(): [boolean, (work: () => Promise<unknown>) => void] {
  const [pending, setPending] = useState(false);
  const run = useCallback((work: () => Promise<unknown>) => {
    setPending(true);
    void work().finally(() => setPending(false));
  }, []);
  return [pending, run];
}
