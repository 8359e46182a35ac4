import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { hasData } from '@dust-workspace/backup';
import { problem, variablePrefix, type Catalog, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvironmentName, environmentPaths, knownEnvironments, readLeases } from '@dust-workspace/environment';
import { asideOfStore, labelledProcesses, type EngineBelongings, type LabelledProcess, type Runtime } from '@dust-workspace/runtime';
import { storeFolder } from '../checkout/checkoutPlace.js';
import { abandonedPrefix } from '../environments/forgetEnvironment.js';
import { lockHolder } from '../lock.js';
import { readSchedule } from '../schedule/records.js';
import type { Base } from '../session.js';
import { supervisorFile } from '../supervisorProcess.js';
import { componentFolders, isEmpty, namesIn, type ComponentFolderFound } from './componentFolders.js';
import { dataFolders, type DataFolder } from './dataFolders.js';
import type { EngineThings, FoundEnvironment, HostFound } from './found.js';
import type { HostScope } from './hostPlan.js';
import { lookAtCheckouts, type CheckoutsFound } from './lookAtCheckouts.js';
import { lookAtInstances } from './lookAtInstances.js';
import { sizeOf } from './sizeOf.js';

export interface HostLook {
  readonly catalog: Catalog;
  readonly scope: HostScope;
  /** Nothing of other environments counts; all do where none is named. */
  readonly environment: string | undefined;
  readonly runtime: Runtime;
  readonly redactor: Base['redactor'];
  readonly engine: Result<EngineBelongings>;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Looks for everything of a workspace that a clean or a purge of the machine concerns. Reads only. */
export async function lookAtHost(look: HostLook): Promise<HostFound> {
  const { catalog, scope, environment, engine, processEnv, signal } = look;
  const { root } = catalog;
  const components = componentFolders(root);
  const made = knownEnvironments(root).flatMap(({ name, made: isMade }) => (isMade ? [name] : []));
  const data = dataFolders(components, new Set(made));
  const processes = labelledProcesses(root);
  const things = engine.ok ? engine.value : nothing;
  const found = scope === 'purge' ? await lookAtCheckouts(components, { processEnv, signal, meant: environment }) : noCheckouts;
  const named = [
    ...made,
    ...data.map((folder) => folder.environment),
    ...processes.map((one) => one.environment),
    ...[...things.containers, ...things.networks, ...things.volumes].flatMap((thing) => thing.environment ?? []),
    ...found.checkouts.keys(),
  ];
  const names = [...new Set(named)].filter((name) => checkEnvironmentName(name).ok && (environment ?? name) === name).sort();
  const seen: Surroundings = { ...look, components, data, processes, things, checkouts: found.checkouts };
  const environments = await Promise.all(names.map((name) => lookAtEnvironment(name, seen)));
  return {
    environments,
    shared: environment === undefined ? thingsOf(things, undefined) : nothing,
    leftovers: leftoversIn(root, components),
    emptied: emptiedIn(root, components),
    stores: found.stores,
    diagnostics: [...unseenProblem(engine, data, environment), ...environments.flatMap(({ spared }) => spared ?? []), ...found.left],
    work: found.work,
  };
}

interface Surroundings extends HostLook {
  readonly components: readonly ComponentFolderFound[];
  readonly data: readonly DataFolder[];
  readonly processes: readonly LabelledProcess[];
  readonly things: EngineThings;
  readonly checkouts: CheckoutsFound['checkouts'];
}

const nothing: EngineThings = { containers: [], networks: [], volumes: [] };
const noCheckouts: CheckoutsFound = { checkouts: new Map(), stores: [], left: [], work: [] };

async function lookAtEnvironment(name: string, seen: Surroundings): Promise<FoundEnvironment> {
  const { catalog, scope, components, engine } = seen;
  const paths = environmentPaths(catalog.root, name);
  const { containers, ...things } = thingsOf(seen.things, name);
  const data = seen.data.filter(({ environment }) => environment === name);
  const supervisor = await supervisorIn(paths.run);
  const instances = await lookAtInstances({
    ...seen,
    folders: components,
    environment: name,
    processes: seen.processes.filter(({ environment }) => environment === name),
    containers,
  });
  const isSpared = scope === 'purge' && !engine.ok && data.some(({ byContainers }) => byContainers);
  return {
    ...things,
    name,
    instances,
    containers: containers.filter(({ component }) => component === undefined),
    ...(supervisor === undefined ? {} : { supervisor }),
    idlePorts: scope === 'clean' ? await idlePorts(paths.ports, components, data) : [],
    data: await Promise.all(
      data.map(async ({ component, volume }) => ({ component, volume, size: scope === 'clean' ? '' : await sizeOf(volume) })),
    ),
    checkouts: seen.checkouts.get(name) ?? [],
    scheduled: scope === 'purge' && readSchedule({ workspace: catalog.root, environment: name }).installed?.workspace === catalog.root,
    ...(scope === 'purge' && existsSync(paths.configuration) ? { folder: describeFolder(paths.configuration) } : {}),
    ...(isSpared ? { spared: sparedProblem(name) } : {}),
  };
}

function thingsOf({ containers, networks, volumes }: EngineThings, name: string | undefined): EngineThings {
  const isMeant = ({ environment }: { readonly environment?: string }): boolean => environment === name;
  return { containers: containers.filter(isMeant), networks: networks.filter(isMeant), volumes: volumes.filter(isMeant) };
}

async function supervisorIn(run: string): Promise<string | undefined> {
  const holder = await lockHolder(supervisorFile(run));
  if (holder?.alive === true) return `process ${holder.process.pid}`;
  return existsSync(supervisorFile(run)) ? 'has ended' : undefined;
}

/** What killed removals have put aside, relative to the workspace. */
function leftoversIn(root: string, components: readonly ComponentFolderFound[]): string[] {
  const environments = namesIn(join(root, 'env')).flatMap((name) => (name.startsWith(abandonedPrefix) ? [`env/${name}`] : []));
  const stores = components.map(({ directory }) => asideOfStore(storeFolder(directory))).filter((folder) => existsSync(folder));
  return [...environments, ...stores.map((folder) => relative(root, folder))];
}

function emptiedIn(root: string, components: readonly ComponentFolderFound[]): string[] {
  return components
    .map(({ directory }) => join(directory, 'volumes'))
    .flatMap((folder) => (isEmpty(folder) ? [relative(root, folder)] : []));
}

/** A port belongs to the component with whose name it begins, the longest of several. */
async function idlePorts(file: string, components: readonly ComponentFolderFound[], data: readonly DataFolder[]): Promise<string[]> {
  const leases = Object.keys(await readLeases(file));
  const withData = new Set(data.filter(({ volume }) => hasData(volume)).map(({ component }) => component));
  const owners = components.map(({ name }) => name).sort((a, b) => b.length - a.length);
  return leases.filter((port) => {
    const owner = owners.find((name) => port.startsWith(`${variablePrefix(name)}_`));
    return owner === undefined || !withData.has(owner);
  });
}

function describeFolder(folder: string): string {
  const prepared = namesIn(folder).filter((name) => name.endsWith('.env') && !name.startsWith('.')).length;
  const configuration =
    prepared === 0 ? [] : [`configuration of ${prepared} ${prepared === 1 ? 'component' : 'components'} (a copy is kept)`];
  return [...configuration, 'logs', 'leased ports'].join(', ');
}

/** Where nothing was ever made in containers and there is no engine, there is nothing to be looked at. */
function unseenProblem(engine: Result<EngineBelongings>, data: readonly DataFolder[], environment: string | undefined): Diagnostic[] {
  if (engine.ok) return [];
  const isNone = engine.diagnostics.every(({ code }) => code === 'no-engine');
  const traces = data.some((folder) => folder.byContainers && (environment ?? folder.environment) === folder.environment);
  if (isNone && !traces) return [];
  const [first] = engine.diagnostics;
  const message = `containers and what belongs to them were not looked at: ${first?.message ?? ''}`;
  return [problem('not-looked-at', message, 'Start the container engine, then run this again.')];
}

function sparedProblem(environment: string): Diagnostic {
  return problem(
    'environment-unknown',
    `data and configuration of ${environment} are left alone: containers may use them`,
    'Start the container engine, then run this again.',
  );
}
