import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Load<P> = () => Promise<{ readonly default: ComponentType<P> }>;

/**
 * A component whose code is fetched when it is first shown; `early` fetches it beside whatever else is waited for. Where that fails, the boundary
 * around it says so, and showing it again tries again.
 */
export function lazily<P extends object>(load: Load<P>, early = false): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  let fetching = early ? load() : undefined;
  fetching?.catch(() => undefined);

  return function Lazily(props: P) {
    const [, redraw] = useState({});
    const [failure, setFailure] = useState<Error>();
    useEffect(() => {
      if (loaded !== undefined) return;
      (fetching ?? load()).then(
        (module) => {
          loaded = module.default;
          redraw({});
        },
        (error: unknown) => setFailure(error instanceof Error ? error : new Error(String(error))),
      );
      fetching = undefined;
    }, []);
    if (failure !== undefined) throw failure;
    const Loaded = loaded;
    return Loaded === undefined ? <p class="loading">Loading</p> : <Loaded {...props} />;
  };
}
