import type { Catalog } from '@dust-workspace/component';
import { resolveVariables, type ComponentVariables, type Redactor, type ResolveInput, type Selection } from '@dust-workspace/environment';
import type { ChosenRuntimes } from './chooseRuntimes.js';
import { learnSecrets } from './learnSecrets.js';
import { readResolveInput } from './readResolveInput.js';

export interface ResolveOptions {
  readonly catalog: Catalog;
  readonly selection: Selection;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly runtimes: ChosenRuntimes;
  readonly redactor: Redactor;
}

export interface ResolvedVariables {
  readonly input: ResolveInput;
  /** By component. */
  readonly resolved: ReadonlyMap<string, ComponentVariables>;
}

/** Reads every layer of every component and resolves them. There is no other way to a value: the redactor learns every secret before anybody has it. */
export async function resolveAll(options: ResolveOptions): Promise<ResolvedVariables> {
  const input = await readResolveInput(options);
  const resolved = resolveVariables(input);
  learnSecrets(options.redactor, input, resolved);
  return { input, resolved };
}
