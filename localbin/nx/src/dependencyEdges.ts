import type { ProjectConfiguration } from '@nx/devkit';
import type { ComponentFacts } from './facts.js';

/** An edge of the project graph. Its type is written out, because the enum of Nx would cost the import of the whole devkit. */
export interface Edge {
  readonly source: string;
  readonly target: string;
  readonly type: 'implicit';
}

/** Needs and wants as edges between projects, by the names that the projects ended up with. Pure. */
export function dependencyEdges(components: readonly ComponentFacts[], projects: Readonly<Record<string, ProjectConfiguration>>): Edge[] {
  const byRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const byComponent = new Map<string, string>();
  for (const { kind, file, name } of components) {
    const project = byRoot.get(rootOf(file));
    if (kind === 'sound' && project !== undefined) byComponent.set(name, project);
  }
  return components.flatMap((facts) => {
    const source = byRoot.get(rootOf(facts.file));
    if (facts.kind === 'broken' || source === undefined) return [];
    return [...Object.keys(facts.needs), ...facts.wants].flatMap((name): Edge[] => {
      const target = byComponent.get(name);
      return target === undefined ? [] : [{ source, target, type: 'implicit' }];
    });
  });
}

function rootOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
