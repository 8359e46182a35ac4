import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../atomicWrite.js';
import { environmentPaths } from '../paths.js';

/** From what the configuration of a component was prepared: the next preparation tells by it what the person has changed since. */
export interface PreparedState {
  /** The template that was asked for by name; absent when it was the environment's own or the default. */
  readonly template?: string;
  /** The text of the template, with its placeholders. It holds no secrets. */
  readonly text: string;
}

/** Where it is kept, relative to the environment's folder. */
export const preparedFolder = '.prepared';

export function preparedStateFile(root: string, environment: string, component: string): string {
  return join(environmentPaths(root, environment).configuration, preparedFolder, `${component}.json`);
}

/** Undefined when nothing is known: then everything in the file counts as the person's. */
export async function readPreparedState(file: string): Promise<PreparedState | undefined> {
  try {
    const { template, text } = JSON.parse(await readFile(file, 'utf8')) as Partial<Record<keyof PreparedState, unknown>>;
    return typeof text === 'string' ? { text, ...(typeof template === 'string' ? { template } : {}) } : undefined;
  } catch {
    return undefined;
  }
}

export async function writePreparedState(file: string, state: PreparedState): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(state)}\n`);
}

/** Forgets from what the configuration of a component was prepared. */
export async function forgetPreparation(root: string, environment: string, component: string): Promise<void> {
  await rm(preparedStateFile(root, environment, component), { force: true });
}
