import type { TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import type { BrokenFacts, ComponentFacts, SoundFacts } from './facts.js';
import { componentVerbs, verbDescriptions, type ComponentVerb } from './verbs.js';

type Targets = Record<string, TargetConfiguration>;

/**
 * A target for each verb. A target carries no more than it must: Nx copies every property of every target through several passes and
 * writes down where it came from. The verb is therefore the name of the target, and options stand only where they mean something.
 */
export function componentTargets(component: SoundFacts, dependents: readonly string[], executor: string, contract: string): Targets {
  const targets: Targets = {};
  for (const verb of componentVerbs) {
    const dependsOn = dependencies(verb, component, dependents);
    targets[verb] = { executor, metadata: metadata[verb], ...(dependsOn.length === 0 ? {} : { dependsOn }) };
  }
  return { ...targets, validate: validateTarget(component, executor, contract) };
}

/** What is left of a broken component: the target that says why. */
export function brokenTargets(component: BrokenFacts, executor: string, contract: string): Targets {
  return { validate: validateTarget(component, executor, contract) };
}

type Dependency = string | TargetDependencyConfig;

/** The order of house.md: needs first on the way up, dependents first on the way down. What the engine orders by itself is left to it. */
function dependencies(verb: ComponentVerb, { needs, init }: SoundFacts, dependents: readonly string[]): Dependency[] {
  switch (verb) {
    case 'start':
      return ['prep', ...needed(needs), ...(init === 'before-start' ? ['init'] : [])];
    case 'stop':
      return dependents.length === 0 ? [] : [{ target: 'stop', projects: [...dependents] }];
    case 'init':
      if (init === undefined) return [];
      return init === 'after-start' ? ['start'] : ['prep', ...needed(needs)];
    case 'prep':
      return preparedFirst(needs);
    case 'clean':
    case 'purge':
      return ['stop'];
    case 'restart':
    case 'reset':
    case 'rebase':
    case 'status':
    case 'logs':
    case 'env':
    case 'backup':
    case 'restore':
    case 'verify':
    case 'drill':
    case 'validate':
      return [];
    default:
      return verb satisfies never;
  }
}

function needed(needs: SoundFacts['needs']): Dependency[] {
  const names = Object.keys(needs).filter((name) => needs[name] !== 'prepared');
  const initialised = names.filter((name) => needs[name] === 'initialised');
  return [
    ...(names.length === 0 ? [] : [{ target: 'start', projects: names }]),
    ...(initialised.length === 0 ? [] : [{ target: 'init', projects: initialised }]),
  ];
}

function preparedFirst(needs: SoundFacts['needs']): Dependency[] {
  const projects = Object.keys(needs).filter((name) => needs[name] === 'prepared');
  return projects.length === 0 ? [] : [{ target: 'prep', projects }];
}

/**
 * The only verb whose answer depends on nothing but files. Nx caches it, and asks for it again when a file of the component, or of one
 * that it depends on, has changed, or the rules have. That the templates of its configuration count as well is for `nx affected`.
 */
function validateTarget({ name }: ComponentFacts, executor: string, contract: string): TargetConfiguration {
  return {
    executor,
    metadata: metadata.validate,
    options: { contract },
    cache: true,
    inputs: ['{projectRoot}/**/*', '^{projectRoot}/**/*', `{workspaceRoot}/infra/configuration/*/${name}.env`],
  };
}

/** Shared by all components. */
const metadata = Object.freeze(
  Object.fromEntries(componentVerbs.map((verb) => [verb, Object.freeze({ description: verbDescriptions[verb] })])),
) as Readonly<Record<ComponentVerb, { readonly description: string }>>;
