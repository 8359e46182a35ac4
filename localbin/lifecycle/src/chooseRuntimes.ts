import { problem, type Component, type Diagnostic } from '@dust-workspace/component';
import type { RuntimeChoice } from '@dust-workspace/environment';
import type { RuntimeName } from '@dust-workspace/runtime';

/** What decides which runtime each component runs under. */
export interface RuntimeSituation {
  readonly components: Iterable<Component>;
  /** DSW_RUNTIME, and where it was set. */
  readonly choice: RuntimeChoice;
  readonly origin: string;
  /** Whose volumes there are: what was prepared, and whether it has data by now. */
  readonly volumes: ReadonlyMap<string, PreparedVolume>;
  /** Whether a container engine answers, in words; asked only where that decides. */
  readonly engine: EngineAnswer | undefined;
}

export interface PreparedVolume {
  readonly runtime: RuntimeName;
  readonly hasData: boolean;
}

export type EngineAnswer = { readonly answers: true; readonly name: string } | { readonly answers: false; readonly reason: string };

export interface ChosenRuntimes {
  /** For components without data. */
  readonly environment: RuntimeName;
  /** Why, for people; absent where there was nothing to choose. */
  readonly because?: string;
  readonly byComponent: ReadonlyMap<string, RuntimeName>;
  readonly volumes: ReadonlyMap<string, PreparedVolume>;
  /** Components whose data contradict what was chosen: they must not be started. */
  readonly contradictions: ReadonlyMap<string, Diagnostic>;
}

/**
 * Data stay with the runtime that made them, whatever is asked for: the way to another is a backup here and a restore there. Everything else takes
 * what was chosen; `auto` means what it was prepared for, else what others were, else containers where an engine answers, else processes.
 * A component that lacks the environment's runtime takes the other; one that does not run at all counts as a process. Pure.
 */
export function chooseRuntimes(situation: RuntimeSituation): ChosenRuntimes {
  const components = [...situation.components];
  const chosen = environmentRuntime(situation, components);
  const byComponent = components.map((component): [string, RuntimeName] => {
    const { name, manifest } = component;
    const own = situation.volumes.get(name);
    const stays = own !== undefined && (own.hasData || situation.choice === 'auto');
    if (stays && hasRuntime(component, own.runtime)) return [name, own.runtime];
    if (hasRuntime(component, chosen.environment)) return [name, chosen.environment];
    const onlyContainers = manifest.runtimes.process === undefined && manifest.runtimes.compose !== undefined;
    return [name, onlyContainers ? 'compose' : 'process'];
  });
  const contradictions = components.flatMap((component): [string, Diagnostic][] => {
    const { name } = component;
    const own = situation.volumes.get(name);
    if (own?.hasData !== true) return [];
    if (!hasRuntime(component, own.runtime)) return [[name, lostRuntime(name, own.runtime)]];
    const contradicts = situation.choice !== 'auto' && own.runtime !== situation.choice && hasBoth(component);
    return contradicts ? [[name, otherRuntime(name, own.runtime, chosen)]] : [];
  });
  return { ...chosen, volumes: situation.volumes, byComponent: new Map(byComponent), contradictions: new Map(contradictions) };
}

function otherRuntime(
  name: string,
  own: RuntimeName,
  { environment, because }: Pick<ChosenRuntimes, 'environment' | 'because'>,
): Diagnostic {
  return problem(
    'other-runtime',
    `the data of ${name} belong to the ${own} runtime, and this environment is to run under ${environment} (${because ?? 'the default'})`,
    `Set DSW_RUNTIME to auto or ${own}. To take the data along: dsw migrate --to ${environment}.`,
  );
}

/** The manifest has changed since. */
function lostRuntime(name: string, own: RuntimeName): Diagnostic {
  return problem(
    'other-runtime',
    `the data of ${name} belong to the ${own} runtime, which its manifest does not have`,
    `Give it back to the manifest. To begin with new data instead: dsw backup ${name}, then dsw clean ${name}.`,
  );
}

/** Whether `auto` must ask for an engine: no choice was made, and nothing that was prepared decides. */
export function mustAskEngine({ components, choice, volumes }: Omit<RuntimeSituation, 'engine'>): boolean {
  const withChoice = [...components].filter(hasBoth);
  return choice === 'auto' && withChoice.length > 0 && !withChoice.some(({ name }) => volumes.has(name));
}

function environmentRuntime(
  { choice, origin, volumes, engine }: RuntimeSituation,
  components: readonly Component[],
): Pick<ChosenRuntimes, 'environment' | 'because'> {
  if (choice !== 'auto') return { environment: choice, because: `DSW_RUNTIME from ${origin}` };
  const prepared = components.flatMap((component) => {
    const volume = hasBoth(component) ? volumes.get(component.name) : undefined;
    return volume === undefined ? [] : [{ name: component.name, ...volume }];
  });
  const withData = prepared.find(({ hasData }) => hasData);
  if (withData !== undefined) return { environment: withData.runtime, because: `the data of ${withData.name} were made there` };
  const [first] = prepared;
  if (first !== undefined) return { environment: first.runtime, because: `${first.name} was prepared for it` };
  if (engine?.answers === true) return { environment: 'compose', because: `${engine.name} answers` };
  if (engine !== undefined) return { environment: 'process', because: engine.reason };
  const running = components.filter((component) => hasRuntime(component, 'process') || hasRuntime(component, 'compose'));
  const onlyContainers = running.length > 0 && running.every((component) => !hasRuntime(component, 'process'));
  return { environment: onlyContainers ? 'compose' : 'process' };
}

function hasBoth({ manifest }: Component): boolean {
  return manifest.runtimes.compose !== undefined && manifest.runtimes.process !== undefined;
}

function hasRuntime({ manifest }: Component, runtime: RuntimeName): boolean {
  return runtime !== 'kubernetes' && manifest.runtimes[runtime] !== undefined;
}
