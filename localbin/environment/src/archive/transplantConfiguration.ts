import { join, relative } from 'node:path';
import { ok, type Component, type Result } from '@dust-workspace/component';
import { writeAtomically } from '../atomicWrite.js';
import { settableVariables } from '../declarations.js';
import { parseEnvFile, readEnvFile } from '../envFile.js';
import { isThere } from '../isThere.js';
import { readPlainOrEncrypted } from '../layers.js';
import { configurationFile } from '../paths.js';
import { prepareConfiguration } from '../prepareConfiguration.js';
import { quoteForDotenv } from '../quoteForDotenv.js';
import type { RandomBytes } from '../configuration/generate.js';

export interface Transplant {
  readonly root: string;
  readonly from: string;
  readonly to: string;
  readonly component: Component;
  /** The configuration of the component as a backup kept it, for where its environment is not on this machine. */
  readonly archived?: string;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly random: RandomBytes;
}

/**
 * Makes the configuration of a component in an environment that has none, with what is set for it in another one: as it is written, references and
 * all, secrets included, so that restored data find the passwords that they were made with. Ports are never taken over. What is set in neither comes
 * from the template. Returns whether a file was made.
 */
export async function transplantConfiguration(request: Transplant): Promise<Result<boolean>> {
  const { root, from, to, component, random } = request;
  const target = configurationFile(root, to, component.name);
  if (isThere(target)) return ok(false);
  const given = await givenIn(request);
  if (!given.ok) return given;
  const prepared = await prepareConfiguration({ root, environment: to, components: [component], random });
  if (!prepared.ok) return prepared;
  const made = await readEnvFile(target, relative(root, target));
  if (!made.ok) return made;
  const values = new Map([...made.value.entries].map(([name, { value }]) => [name, value]));
  for (const [name, value] of given.value) values.set(name, value);
  if (values.size === 0) return ok(prepared.value.length > 0);
  const lines = [...values].flatMap(([name, value]) => {
    const quoted = quoteForDotenv(value);
    return quoted === undefined ? [] : [`${name}=${quoted}\n`];
  });
  await writeAtomically(target, [`# Restored from ${from}.\n`, ...lines].join(''));
  return ok(true);
}

/** What is set by files of the environment that the data come from, without ports. */
async function givenIn({ root, from, component, archived, processEnv }: Transplant): Promise<Result<Map<string, string>>> {
  const paths = [configurationFile(root, from, component.name), join(component.directory, `.env.${from}`)];
  const known = paths.some((path) => isThere(path) || isThere(`${path}.crypt`));
  const files = known
    ? await Promise.all(paths.map((path) => readPlainOrEncrypted(root, path, processEnv)))
    : [parseEnvFile(archived ?? '', 'the configuration in the backup')];
  const values = new Map<string, string>();
  for (const file of files) {
    if (!file.ok) return file;
    for (const [name, { value }] of file.value.entries)
      if (settableVariables(component).includes(name) && !(name in component.manifest.ports)) values.set(name, value);
  }
  return ok(values);
}
