import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Instance } from '@dust-workspace/runtime';
import { filesBelow } from './filesBelow.js';

/** What a manifest says that the work of a hook depends on besides its code. */
export interface Inputs {
  /** Files and folders, absolute or relative to the component's folder, in which `${NAME}` stands for a variable of the component. */
  readonly files: readonly string[];
  readonly variables: readonly string[];
}

/**
 * Hash over a hook's code (the built package with those of this workspace that it is made with, or `scripts/<hook>.sh`), the files of `config/`, and its
 * inputs as they are now. What is not there counts as such. Links are not followed.
 */
export async function hashHook(
  instance: Pick<Instance, 'component' | 'variables' | 'runtime'>,
  hook: 'init' | 'prep',
  inputs: Inputs,
): Promise<string> {
  const { component, variables } = instance;
  const { directory } = component;
  const hash = createHash('sha256');
  const { module, scripts } = component.hooks;
  const script = scripts[hook];
  if (script !== undefined) await addFile(hash, relative(directory, script), script);
  if (module !== undefined) {
    const { codeBehind } = await import('./hookCode.js');
    for (const { name, path } of await codeBehind(module, directory)) await addFile(hash, name, path);
  }
  for (const file of await filesBelow(join(directory, 'config'))) await addFile(hash, relative(directory, file), file);
  for (const named of inputs.files) {
    const path = resolve(directory, withVariables(named, variables));
    hash.update(`${named}\0`);
    for (const file of await filesOf(path)) await addFile(hash, relative(path, file), file);
  }
  // What a container builds is for containers.
  if (hook === 'prep') hash.update(`${instance.runtime}\0`);
  for (const name of inputs.variables) hash.update(`${name}=${variables[name] ?? ''}\0`);
  return hash.digest('hex');
}

/** `${NAME}` replaced by the variables of a component. What it does not have stays as it is. */
export function withVariables(text: string, variables: Instance['variables']): string {
  return text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (whole, name: string) => variables[name] ?? whole);
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  return found.isDirectory() ? filesBelow(path) : [path];
}

async function addFile(hash: Hash, name: string, file: string): Promise<void> {
  hash.update(`${name}\0`);
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    // It may have gone meanwhile, and then counts as gone.
  }
}
