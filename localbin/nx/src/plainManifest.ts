import type { Condition } from '@dust-workspace/component';
import type { Plain } from '@dust-workspace/component/plain-yaml';
import { variablePrefix } from '@dust-workspace/component/variable-prefix';

/** What a plain manifest says, as far as the project graph and the comparison with others need it. */
export interface PlainManifest {
  readonly description: string;
  readonly profiles: readonly string[];
  readonly needs: Readonly<Record<string, Condition>>;
  readonly wants: Readonly<Record<string, Condition>>;
  readonly ports: readonly string[];
  readonly hasProbe: boolean;
  readonly init?: 'after-start' | 'before-start';
  /** First words of commands that are files of the component. */
  readonly programs: readonly string[];
}

/**
 * A manifest of which it is certain that nothing is wrong with it by itself; undefined where only the schema can tell, which takes
 * longer to load than the whole graph. What is accepted here, the schema accepts: a test compares the two.
 */
export function readPlainManifest(data: Plain | undefined, component: string): PlainManifest | undefined {
  if (!isMapping(data) || !hasOnly(data, topKeys)) return undefined;
  const { description, profiles = [], needs = {}, wants = {}, ports = {}, env = {}, runtimes, ready, init } = data;
  if (!isText(description) || !isListOf(profiles, isName) || !isEdges(needs) || !isEdges(wants)) return undefined;
  if (!isPorts(ports, component) || !isEnv(env)) return undefined;
  const command = mainCommand(runtimes);
  const probe = ready === undefined ? [] : probeCommand(ready, ports);
  if (command === undefined || probe === undefined || (init !== undefined && !isInit(init))) return undefined;
  return {
    description,
    profiles,
    needs,
    wants,
    ports: Object.keys(ports),
    hasProbe: ready !== undefined,
    ...(init === undefined ? {} : { init: init.when ?? 'after-start' }),
    programs: [command[0], probe[0]].filter((word) => word !== undefined && /^[^/].*\//.test(word) && !word.includes('${')).map(String),
  };
}

type Mapping = Readonly<Record<string, Plain>>;

const topKeys = ['description', 'profiles', 'needs', 'wants', 'ports', 'env', 'runtimes', 'ready', 'init'];

function isMapping(value: Plain | undefined): value is Mapping {
  return typeof value === 'object' && !Array.isArray(value);
}

function hasOnly(value: Mapping, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

function isText(value: Plain | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isListOf<T extends Plain>(value: Plain, isItem: (item: Plain) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every((item: Plain) => isItem(item));
}

function isName(value: Plain): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value);
}

function isEdges(value: Plain): value is Readonly<Record<string, Condition>> {
  return (
    isMapping(value) &&
    Object.entries(value).every(
      ([name, condition]) => isName(name) && isOneOf(condition, ['prepared', 'started', 'healthy', 'initialised']),
    )
  );
}

function isOneOf(value: Plain | undefined, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value);
}

function isPorts(value: Plain, component: string): value is Readonly<Record<string, number>> {
  const prefix = `${variablePrefix(component)}_`;
  const isPort = (name: string, port: Plain): boolean =>
    name.startsWith(prefix) && /^[A-Z][A-Z0-9_]*_PORT$/.test(name) && typeof port === 'number' && port >= 1 && port <= 65_535;
  return isMapping(value) && Object.entries(value).every(([name, port]) => isPort(name, port));
}

/** Enums and names that could be given by something else are left to the schema. */
function isEnv(value: Plain): boolean {
  const isVariable = (name: string, variable: Plain): boolean => {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name) || /^DSW_|_(HOST|PORT|PUBLISHED)$/.test(name) || !isMapping(variable)) return false;
    const { type, default: value, secret, optional, description } = variable;
    return (
      hasOnly(variable, ['type', 'default', 'secret', 'optional', 'description']) &&
      (type === undefined || isOneOf(type, ['string', 'port', 'url', 'boolean', 'integer', 'duration', 'size'])) &&
      (value === undefined || isScalar(value)) &&
      [secret, optional].every((flag) => flag === undefined || typeof flag === 'boolean') &&
      (description === undefined || isText(description))
    );
  };
  return isMapping(value) && Object.entries(value).every(([name, variable]) => isVariable(name, variable));
}

function isScalar(value: Plain): value is string | number | boolean {
  return typeof value !== 'object';
}

function isWord(value: Plain): value is string | number | boolean {
  return isScalar(value) && value !== '';
}

/** Only a plain process: whether a compose file has a service takes the real reader. */
function mainCommand(runtimes: Plain | undefined): string[] | undefined {
  if (!isMapping(runtimes) || !hasOnly(runtimes, ['process']) || !isMapping(runtimes['process'])) return undefined;
  const { process } = runtimes;
  return hasOnly(process, ['command', 'user']) && (process['user'] === undefined || isOneOf(process['user'], ['invoker', 'unprivileged']))
    ? commandOf(process['command'])
    : undefined;
}

function commandOf(value: Plain | undefined): string[] | undefined {
  return value !== undefined && isListOf(value, isWord) && value.length > 0 ? value.map(String) : undefined;
}

/** The command of a probe, none for other sound probes, undefined for what is not certain to be one. */
function probeCommand(ready: Plain, ports: Readonly<Record<string, number>>): string[] | undefined {
  if (!isMapping(ready) || (ready['within'] !== undefined && !isDuration(ready['within']))) return undefined;
  if (hasOnly(ready, ['command', 'within'])) return commandOf(ready['command']);
  const { tcp } = ready;
  return hasOnly(ready, ['tcp', 'within']) && typeof tcp === 'string' && Object.hasOwn(ports, tcp) ? [] : undefined;
}

function isDuration(value: Plain): boolean {
  return typeof value === 'string' && /^[1-9]\d{0,5}(ms|s|m|h)$/.test(value);
}

function isInit(value: Plain): value is { readonly when?: 'after-start' | 'before-start' } {
  return (
    isMapping(value) && hasOnly(value, ['when']) && (value['when'] === undefined || isOneOf(value['when'], ['after-start', 'before-start']))
  );
}
