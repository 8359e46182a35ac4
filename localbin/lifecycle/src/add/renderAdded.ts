import type { PlannedComponent } from './addComponent.js';
import { nextCommands } from './nextCommands.js';

/** What was written for a component, or would be, and what to do next: lines for people. */
export function renderAdded({ draft, files }: PlannedComponent, dryRun: boolean): string {
  const words = dryRun ? { added: 'would write', changed: 'would change' } : { added: 'wrote', changed: 'changed' };
  const lines = [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ kind, path }) => `${words[kind]} ${path}`);
  return dryRun ? lines.join('\n') : [...lines, '', 'Next:', ...nextCommands(draft).map((command) => `  ${command}`)].join('\n');
}
