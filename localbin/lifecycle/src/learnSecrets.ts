import { verbs } from './plan.js';
import { isPlaceholder, parseReferences, type ComponentVariables, type Redactor, type ResolveInput } from '@dust-workspace/environment';
import { runtimeNames } from '@dust-workspace/runtime';
import { componentStates } from './status.js';
import { composites } from './tasks.js';

/**
 * Tells a redactor every value of a secret that may be met in this environment: as it is, as it is inside of a container, and as a layer gives it that
 * lost or whose value is wrong. Defaults of manifests are in git, and only count where they win.
 */
export function learnSecrets(redactor: Redactor, input: ResolveInput, resolved: ReadonlyMap<string, ComponentVariables>): void {
  const secrets: string[] = [];
  const words: string[] = [input.environment, ...runtimeNames, ...verbs, ...composites, ...componentStates];
  for (const [name, component] of input.catalog.components) {
    const { env, ports, profiles } = component.manifest;
    words.push(name, ...profiles, ...Object.keys(env), ...Object.keys(ports));
    for (const { name: layer, source } of input.layers.get(name)?.layers ?? []) {
      if (layer === 'manifest') continue;
      for (const [variable, { value }] of source.entries) if (env[variable]?.secret === true && isLiteral(value)) secrets.push(value);
    }
    const { variables, inside } = resolved.get(name) ?? nothing;
    for (const { name: variable, value, secret } of variables.values()) {
      const values = [value, inside[variable] ?? value];
      if (secret) secrets.push(...values);
      else words.push(...values.filter(isPublicValue));
    }
  }
  redactor.learn(secrets, words);
}

const nothing: Pick<ComponentVariables, 'variables' | 'inside'> = { variables: new Map(), inside: {} };

/** Whether a value is none but what it says: nothing that refers to another, or that waits to be replaced. */
export function isLiteral(value: string): boolean {
  return !isPlaceholder(value) && parseReferences(value).every(({ kind }) => kind === 'text');
}

/** A short word such as `postgres`, or a number such as that of a port: a secret of the same value is none. Anything longer may be one that was forgotten to be called so. */
export function isPublicValue(value: string): boolean {
  return /^(?:[a-z]{3,12}|\d{3,5})$/.test(value);
}
