import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ProblemAnswer } from '../../api.js';
import { useServices } from '../services.js';

export interface Asked<T> {
  /** The last answer that there was. */
  readonly value: T | undefined;
  /** Why there is no newer one. */
  readonly problem: ProblemAnswer | undefined;
  readonly asking: boolean;
  readonly reload: () => void;
}

/** What the console answers at `path`, asked again whenever `version` is another one. What was known stays until the new answer is there. */
export function useAnswer<T>(path: string, version: unknown = 0): Asked<T> {
  const { client } = useServices();
  const [answer, setAnswer] = useState<{
    readonly path: string;
    readonly value: T | undefined;
    readonly problem: ProblemAnswer | undefined;
  }>();
  const [asking, setAsking] = useState(true);
  const [again, setAgain] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setAsking(true);
    void client.get<T>(path, stop.signal).then((given) => {
      if (stop.signal.aborted) return;
      setAsking(false);
      setAnswer((before) => {
        const kept = before?.path === path ? before.value : undefined;
        return given.ok ? { path, value: given.value, problem: undefined } : { path, value: kept, problem: given.problem };
      });
    });
    return () => {
      stop.abort();
    };
  }, [client, path, version, again]);
  const reload = useCallback(() => setAgain((count) => count + 1), []);
  const current = answer?.path === path ? answer : undefined;
  return { value: current?.value, problem: current?.problem, asking, reload };
}
