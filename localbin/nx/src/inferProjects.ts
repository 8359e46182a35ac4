import type { CreateNodesResultV2, ProjectConfiguration } from '@nx/devkit';
import { brokenTargets, componentTargets } from './componentTargets.js';
import type { ComponentFacts } from './facts.js';

/** One project for each manifest. Pure. `executor` is how targets refer to the executor, `contract` the version of the manifest's rules. */
export function inferProjects(components: readonly ComponentFacts[], executor: string, contract: string): CreateNodesResultV2 {
  const dependents = dependentsByNeed(components);
  const platform = new Set(components.filter(isPlatform).map(({ name }) => name));
  return components.map((facts) => {
    const root = rootOf(facts);
    const name = isPlatform(facts) || !platform.has(facts.name) ? facts.name : root;
    return [facts.file, { projects: { [root]: project(name, facts, { executor, contract, dependents }) } }] as const;
  });
}

interface Context {
  readonly executor: string;
  readonly contract: string;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

function project(name: string, facts: ComponentFacts, { executor, contract, dependents }: Context): Omit<ProjectConfiguration, 'root'> {
  const kind = isPlatform(facts) ? 'platform' : 'application';
  // `projectType` spares Nx two looks into the folder.
  const common = { name, projectType: 'application' as const };
  if (facts.kind === 'broken') return { ...common, tags: [kind], targets: brokenTargets(facts, executor, contract) };
  return {
    ...common,
    tags: [kind, ...facts.profiles.map((profile) => `profile:${profile}`)],
    metadata: { description: facts.description },
    targets: componentTargets(facts, dependents.get(facts.name) ?? [], executor, contract),
  };
}

function isPlatform(facts: ComponentFacts): boolean {
  return facts.file.startsWith('platform/');
}

function rootOf({ file }: ComponentFacts): string {
  return file.slice(0, file.lastIndexOf('/'));
}

function dependentsByNeed(components: readonly ComponentFacts[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const facts of components) {
    if (facts.kind === 'broken') continue;
    for (const [need, condition] of Object.entries(facts.needs))
      if (condition !== 'prepared') dependents.set(need, [...(dependents.get(need) ?? []), facts.name]);
  }
  return dependents;
}
