import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { Note } from './problem.js';

interface BoundaryProps {
  /** What failed, for people: `The graph`. */
  readonly name: string;
  /** Another value tries again. */
  readonly version: unknown;
  readonly children: ComponentChildren;
}

/** Keeps a mistake in one part of the page from taking the rest along. */
export function Boundary({ name, version, children }: BoundaryProps) {
  const [error, reset] = useErrorBoundary() as [Error | undefined, () => void];
  useEffect(() => {
    if (error !== undefined) reset();
  }, [version]);
  if (error === undefined) return <>{children}</>;
  return (
    <Note tone="bad" text={`${name} could not be shown: ${error.message}`} remedy="The rest of the page goes on working.">
      <p class="note-actions">
        <button type="button" class="button" onClick={reset}>
          Try again
        </button>
        <button type="button" class="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </p>
    </Note>
  );
}
