import { problem, type Component, type Diagnostic } from '@dust-workspace/component';
import type { RuntimeChoice } from '@dust-workspace/environment';
import type { RuntimeName } from '@dust-workspace/runtime';

/** What decides which runtime each component runs under. */
export interface RuntimeSituation {
  readonly components: Iterable<Component>;
  /** DSW_RUNTIME, and where it was set. */
  readonly choice: RuntimeChoice;
  readonly origin: string;
  /** Components with data, to the runtime that made them. */
  readonly dataOf: ReadonlyMap<string, RuntimeName>;
  /** Whether a container engine answers, in words; asked only where that decides. */
  readonly engine: EngineAnswer | undefined;
}

export type EngineAnswer = { readonly answers: true; readonly name: string } | { readonly answers: false; readonly reason: string };

export interface ChosenRuntimes {
  /** For components without data. */
  readonly environment: RuntimeName;
  /** Why, for people. */
  readonly because: string;
  readonly byComponent: ReadonlyMap<string, RuntimeName>;
  /** Components whose data contradict what was chosen: they must not be started. */
  readonly contradictions: ReadonlyMap<string, Diagnostic>;
}

/**
 * Data stay with the runtime that made them, whatever is asked for: the way to another is a backup here and a restore there. Everything else takes
 * what was chosen; `auto` means what there are data of, else containers where an engine answers, else processes. A component that lacks the
 * environment's runtime takes the other. Pure.
 */
export function chooseRuntimes(situation: RuntimeSituation): ChosenRuntimes {
  const components = [...situation.components];
  const chosen = environmentRuntime(situation, components);
  const byComponent = components.map((component): [string, RuntimeName] => {
    const { name, manifest } = component;
    const own = situation.dataOf.get(name);
    if (own !== undefined && hasRuntime(component, own)) return [name, own];
    if (hasRuntime(component, chosen.environment)) return [name, chosen.environment];
    return [name, manifest.runtimes.process === undefined ? 'compose' : 'process'];
  });
  const contradictions = components.flatMap((component): [string, Diagnostic][] => {
    const own = situation.dataOf.get(component.name);
    const contradicts = situation.choice !== 'auto' && own !== undefined && own !== situation.choice && hasBoth(component);
    return contradicts ? [[component.name, otherRuntime(component.name, own, chosen)]] : [];
  });
  return { ...chosen, byComponent: new Map(byComponent), contradictions: new Map(contradictions) };
}

function otherRuntime(
  name: string,
  own: RuntimeName,
  { environment, because }: Pick<ChosenRuntimes, 'environment' | 'because'>,
): Diagnostic {
  return problem(
    'other-runtime',
    `the data of ${name} belong to the ${own} runtime, and this environment is to run under ${environment} (${because})`,
    `Set DSW_RUNTIME to auto or ${own}. To take the data along: dsw migrate --to ${environment}.`,
  );
}

/** Whether `auto` must ask for an engine: no choice was made, and no data decide. */
export function mustAskEngine({ components, choice, dataOf }: Omit<RuntimeSituation, 'engine'>): boolean {
  const withChoice = [...components].filter(hasBoth);
  return choice === 'auto' && withChoice.length > 0 && !withChoice.some(({ name }) => dataOf.has(name));
}

function environmentRuntime(
  { choice, origin, dataOf, engine }: RuntimeSituation,
  components: readonly Component[],
): Pick<ChosenRuntimes, 'environment' | 'because'> {
  if (choice !== 'auto') return { environment: choice, because: `DSW_RUNTIME from ${origin}` };
  const witness = components.find((component) => hasBoth(component) && dataOf.has(component.name));
  const made = witness === undefined ? undefined : dataOf.get(witness.name);
  if (witness !== undefined && made !== undefined) return { environment: made, because: `the data of ${witness.name} were made there` };
  if (engine?.answers === true) return { environment: 'compose', because: `${engine.name} answers` };
  return { environment: 'process', because: engine === undefined ? 'nothing here can run in containers' : engine.reason };
}

function hasBoth({ manifest }: Component): boolean {
  return manifest.runtimes.compose !== undefined && manifest.runtimes.process !== undefined;
}

function hasRuntime({ manifest }: Component, runtime: RuntimeName): boolean {
  return runtime !== 'kubernetes' && manifest.runtimes[runtime] !== undefined;
}
