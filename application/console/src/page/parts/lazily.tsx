import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A component whose code is fetched when it is first shown. Where that fails, the boundary around it says so. */
export function lazily<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazily(props: P) {
    const [, redraw] = useState({});
    const [failure, setFailure] = useState<Error>();
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (module) => {
          loaded = module.default;
          redraw({});
        },
        (error: unknown) => setFailure(error instanceof Error ? error : new Error(String(error))),
      );
    }, []);
    if (failure !== undefined) throw failure;
    const Loaded = loaded;
    return Loaded === undefined ? <p class="loading">Loading</p> : <Loaded {...props} />;
  };
}
