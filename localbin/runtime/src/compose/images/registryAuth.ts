import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { askCredentialHelper } from './credentialHelper.js';
import { dockerHub } from './imageName.js';

/** What an engine hands on to a registry, as its header X-Registry-Auth has it. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress: string;
}

export type RegistryAccess =
  | { readonly kind: 'credentials'; readonly auth: RegistryAuth }
  /** `hindrance` says why credentials that may exist are not used. */
  | { readonly kind: 'anonymous'; readonly hindrance?: string };

interface DockerConfig {
  readonly auths: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly credHelpers: Readonly<Record<string, unknown>>;
  readonly credsStore: string;
}

/** How `docker login` names Docker Hub. */
const hubKey = 'https://index.docker.io/v1/';

/**
 * The credentials that `docker login` stored for a registry, in the user's config.json or in the program that it names. As with `docker pull`, what
 * cannot be read makes the access anonymous.
 */
export async function registryAccess(registry: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<RegistryAccess> {
  const config = await readConfig(join(configFolder(environment), 'config.json'));
  if (typeof config === 'string') return { kind: 'anonymous', hindrance: config };
  if (config === undefined) return { kind: 'anonymous' };
  const key = registry === dockerHub ? hubKey : registry;
  const helper = Object.hasOwn(config.credHelpers, key) ? config.credHelpers[key] : config.credsStore;
  if (typeof helper === 'string' && helper !== '') return askCredentialHelper(helper, key, environment, signal);
  return storedIn(config, key);
}

function configFolder({ DOCKER_CONFIG: folder = '', HOME: home = homedir() }: NodeJS.ProcessEnv): string {
  return folder === '' ? join(home, '.docker') : folder;
}

/** Undefined when there is none, a text when it cannot be read. */
async function readConfig(file: string): Promise<DockerConfig | string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : `${file} cannot be read (${code})`;
  }
  try {
    const value: unknown = JSON.parse(text);
    const { auths, credHelpers, credsStore } = record(value);
    const entries = Object.entries(record(auths)).map(([key, entry]) => [key, record(entry)] as const);
    return { auths: new Map(entries), credHelpers: record(credHelpers), credsStore: typeof credsStore === 'string' ? credsStore : '' };
  } catch {
    // The parser quotes what it read, which may be a password.
    return `${file} is no JSON`;
  }
}

/** Entries may be named by an address (`https://ghcr.io/v2/`) or by its host alone. */
function storedIn({ auths }: DockerConfig, key: string): RegistryAccess {
  const entry = auths.get(key) ?? [...auths].find(([address]) => hostOf(address) === key)?.[1];
  if (entry === undefined) return { kind: 'anonymous' };
  const decoded = decode(textOf(entry['auth']));
  const auth = {
    username: decoded?.username ?? textOf(entry['username']),
    password: decoded?.password ?? textOf(entry['password']),
    identitytoken: textOf(entry['identitytoken']),
    registrytoken: textOf(entry['registrytoken']),
  };
  const given = Object.fromEntries(Object.entries(auth).filter(([, value]) => value !== ''));
  return Object.keys(given).length === 0 ? { kind: 'anonymous' } : { kind: 'credentials', auth: { ...given, serveraddress: key } };
}

function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').split('/')[0] ?? '';
}

/** `user:password` in base64; a password may hold colons. */
function decode(auth: string): { username: string; password: string } | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
