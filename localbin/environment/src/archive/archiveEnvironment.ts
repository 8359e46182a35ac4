import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Component } from '@dust-workspace/component';
import { declarationOf, settableVariables } from '../declarations.js';
import { readEnvFile, type EnvEntry } from '../envFile.js';
import { isThere } from '../isThere.js';
import { configurationFile, projectEnvFile } from '../paths.js';
import { quoteForDotenv } from '../quoteForDotenv.js';
import type { Redactor } from '../redact/redactor.js';

/** One file of an environment as it goes into a backup: without secrets, or encrypted. */
export interface ArchivedFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly content: Buffer;
}

export interface Archive {
  readonly files: readonly ArchivedFile[];
  /** Components whose secrets, in plain text, are not kept: the environment has no recipient for whom they could be encrypted. */
  readonly withoutSecrets: readonly string[];
}

export interface ArchiveRequest {
  readonly root: string;
  readonly environment: string;
  readonly components: readonly Component[];
  readonly redactor: Redactor;
  readonly now: Date;
}

/**
 * The env files of components, as a backup keeps them: without comments, and without the values of secrets, of what nobody has declared, and of what
 * holds a secret, or an address with a password. Files in which secrets are encrypted are kept as they are. Secrets in plain text are encrypted to the environment's recipients,
 * as `env/<environment>/<component>.env.crypt`; without any recipient they are not kept.
 */
export async function archiveEnvironment(request: ArchiveRequest): Promise<Archive> {
  const { root, environment, components } = request;
  const files: ArchivedFile[] = [];
  const withoutSecrets: string[] = [];
  const known = new Map(components.flatMap((component) => settableVariables(component).map((name) => [name, component] as const)));
  const project = await keptOf(projectEnvFile(root), request, (name) => {
    const component = known.get(name);
    return component === undefined ? name.startsWith('DSW_') && !isSecretSetting(name) : isPublic(component, name);
  });
  if (project !== undefined) files.push(project.file);
  for (const component of components) {
    const secrets = new Map<string, string>();
    for (const path of plainFiles(root, environment, component)) {
      const kept = await keptOf(path, request, (name) => isPublic(component, name));
      if (kept === undefined) continue;
      files.push(kept.file);
      for (const [name, { value }] of kept.left) if (settableVariables(component).includes(name)) secrets.set(name, value);
    }
    const crypt = join(component.directory, `.env.${environment}.crypt`);
    if (isThere(crypt)) files.push({ path: relative(root, crypt), content: await readFile(crypt) });
    if (secrets.size === 0) continue;
    const sealed = await seal(secrets, request);
    if (sealed === undefined) withoutSecrets.push(component.name);
    else
      files.push({ path: `${relative(root, configurationFile(root, environment, component.name))}.crypt`, content: Buffer.from(sealed) });
  }
  return { files, withoutSecrets };
}

/** From the lowest layer to the highest. */
function plainFiles(root: string, environment: string, { name, directory }: Component): string[] {
  return [configurationFile(root, environment, name), join(directory, '.env'), join(directory, `.env.${environment}`)];
}

function isPublic(component: Component, name: string): boolean {
  return settableVariables(component).includes(name) && declarationOf(component, name)?.secret !== true;
}

function isSecretSetting(name: string): boolean {
  return /PASSWORD|SECRET|TOKEN|KEY/.test(name) && !name.startsWith('DSW_BACKUP_KEEP');
}

interface Kept {
  readonly file: ArchivedFile;
  /** What was left out. */
  readonly left: ReadonlyMap<string, EnvEntry>;
}

async function keptOf(path: string, { root, redactor }: ArchiveRequest, isKept: (name: string) => boolean): Promise<Kept | undefined> {
  if (!isThere(path)) return undefined;
  const read = await readEnvFile(path, relative(root, path));
  // What cannot be read is told by everything that needs it.
  if (!read.ok) return undefined;
  const left = new Map<string, EnvEntry>();
  const lines = [...read.value.entries].map(([name, entry]) => {
    const isSilent = redactor.redact(entry.value) === entry.value && !/:\/\/[^/@]*:[^/@]+@/.test(entry.value);
    const quoted = isKept(name) && isSilent ? quoteForDotenv(entry.value) : undefined;
    if (quoted !== undefined) return `${name}=${quoted}`;
    left.set(name, entry);
    return `# ${name} is left out`;
  });
  return { file: { path: read.value.file, content: Buffer.from(lines.map((line) => `${line}\n`).join('')) }, left };
}

async function seal(secrets: ReadonlyMap<string, string>, { root, environment, now }: ArchiveRequest): Promise<string | undefined> {
  if (!isThere(join(root, 'env', 'recipients', environment))) return undefined;
  const [{ readRecipients }, { sealCrypt }] = await Promise.all([import('../secrets/recipients.js'), import('../secrets/sealCrypt.js')]);
  const recipients = await readRecipients(root, environment, now);
  if (!recipients.ok) return undefined;
  const lines = [...secrets].flatMap(([name, value]) => {
    const quoted = quoteForDotenv(value);
    return quoted === undefined ? [] : [`${name}=${quoted}\n`];
  });
  const sealed = await sealCrypt(lines.join(''), recipients.value);
  return sealed.ok ? sealed.value : undefined;
}
