import type { Plan } from '../plan.js';
import { renderColumns } from '../renderColumns.js';

/** What would be stopped and removed, a row each, in lines of at most `width` columns. */
export function renderHostPlan({ operations }: Plan, width?: number): string {
  if (operations.length === 0) return 'Nothing to do.';
  return renderColumns(
    operations.map(({ verb, component, cause }) => [verb, component, cause]),
    { width, yields: [{ kind: 'wrap', column: 2, least: 20 }] },
  );
}
