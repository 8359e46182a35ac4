import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@dust-workspace/component';
import { abandonedLeases, planConfiguration, PortRegistry, type ComponentVariables } from '@dust-workspace/environment';
import { labelledProcesses, takenPorts, type Instance } from '@dust-workspace/runtime';
import { storeSetting } from '../backups/storeSetting.js';
import type { Observation } from '../observation.js';
import { profileComponents } from '../profileComponents.js';
import { readResolveInput } from '../readResolveInput.js';
import { scheduleProblems } from '../schedule/problems.js';
import { scheduleOf } from '../schedule/scheduleOf.js';
import type { Session } from '../session.js';
import { findSupervisor } from '../supervisorProcess.js';
import { readVolumeStamp } from '../volumeStamp.js';
import { gatherMachine, patience } from './gatherMachine.js';
import { askTools } from './probes/askTools.js';
import { findDeadLocks } from './probes/findDeadLocks.js';
import { findEnvironments } from './probes/findEnvironments.js';
import { findFutureFiles } from './probes/findFutureFiles.js';
import { findLeftFolders } from './probes/findLeftFolders.js';
import { findOpenFiles } from './probes/findOpenFiles.js';
import { findStrangers } from './probes/findStrangers.js';
import type { KeptIn } from './probes/readDisks.js';
import { readKernel } from './probes/readKernel.js';
import { ownResources } from './ownResource.js';
import { look, type Seen } from './seen.js';
import type { ConfigurationSeen, MachineSymptoms, Symptoms } from './symptoms.js';

/** Milliseconds that looking at all components may take: their readiness is asked. */
const patienceForStates = 60_000;

/** Looks at this machine, the workspace, and the components of the profile with what they need, or at `names`. Reads only; each look fails by itself. */
export async function gather(session: Session, names: readonly string[]): Promise<Symptoms> {
  const { base } = session;
  const { catalog, graph, selection, processEnv } = base;
  const { root } = catalog;
  const chosen = graph.preparation(graph.closure(names.length === 0 ? profileComponents(base) : names));
  const machine = await gatherMachine({ root, processEnv, kept: keptBy(session, chosen) });
  const engine = engineOf(machine, processEnv);
  const resolved = session.instances(chosen);
  const instances = resolved.map(({ instance }) => instance);
  const observed = look(patienceForStates, () => session.observe(chosen));
  const input = look(patience, () => readResolveInput(base));
  const layers = async (): Promise<Awaited<ReturnType<typeof readResolveInput>>['layers']> => valueOf(await input).layers;
  const looks = await allOf({
    observed,
    ports: look(patienceForStates, async () => takenPorts(idleInstances(instances, valueOf(await observed)), engine)),
    kernel: look(patience, () => readKernel(parametersOf(instances.filter(({ runtime }) => runtime === 'process' || isHere(machine))))),
    tools: look(patience, () => askTools(instances, { runtime: base.runtime, processEnv, signal: AbortSignal.timeout(patience) })),
    certificates: look(patience, async () => {
      const { recipientDates } = await import('@dust-workspace/environment/secrets');
      return recipientDates(root);
    }),
    ahead: look(patience, () => findFutureFiles(catalog, base.now())),
    resources: look(patience, async () => (engine === undefined ? [] : orThrow(await ownResources(root, engine)))),
    processes: look(patience, () => labelledProcesses(root)),
    leases: look(patience, async () =>
      abandonedLeases(await PortRegistry.open({ processEnv }), root, (workspace) => !existsSync(workspace)),
    ),
    locks: look(patience, () => findDeadLocks(root)),
    folders: look(patience, () => findLeftFolders(base)),
    supervisorMissing: look(patienceForStates, async () => unsupervised(session, valueOf(await observed))),
    strangers: look(patience, async () => findStrangers(catalog, selection, await layers(), processEnv)),
    open: look(patience, async () => findOpenFiles(catalog, await layers(), await identities(processEnv))),
    configuration: look(patience, () => configurationOf(session, chosen)),
  });
  const schedule = scheduleOf(base);
  return {
    ...machine,
    ...looks,
    components: chosen.map((name) => session.component(name)),
    environment: selection.environment,
    now: base.now(),
    manifests: [...catalog.diagnostics],
    set: new Map(resolved.map(({ instance, variables }) => [instance.component.name, namesOf(variables)])),
    containersChosen: selection.runtime === 'compose',
    hasSecrets: existsSync(join(root, 'env', 'recipients')),
    environments: await findEnvironments(catalog),
    schedule: scheduleProblems(schedule.place, schedule.record, schedule.moment),
    dataSince: new Map(instances.flatMap(sinceOf)),
  };
}

/** How to ask the engine, where it has answered. */
function engineOf({ engine }: MachineSymptoms, processEnv: NodeJS.ProcessEnv): { processEnv: NodeJS.ProcessEnv; uid: number } | undefined {
  return engine.kind === 'seen' && engine.value.answers ? { processEnv, uid: process.geteuid?.() ?? -1 } : undefined;
}

/** Whether containers run on this machine's kernel. */
function isHere({ engine }: MachineSymptoms): boolean {
  return engine.kind === 'seen' && engine.value.answers && engine.value.facts.local;
}

async function allOf<T extends Readonly<Record<string, Promise<unknown>>>>(looks: T): Promise<{ readonly [K in keyof T]: Awaited<T[K]> }> {
  const entries = await Promise.all(Object.entries(looks).map(async ([name, value]) => [name, await value] as const));
  return Object.fromEntries(entries) as { readonly [K in keyof T]: Awaited<T[K]> };
}

function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.diagnostics.map(({ message }) => message).join('; '));
}

function keptBy(session: Session, chosen: readonly string[]): KeptIn[] {
  const setting = storeSetting(session.base);
  const sets = setting.ok && setting.value.kind === 'folder' ? [{ folder: setting.value.sets, what: 'its backups' }] : [];
  return [...session.instances(chosen).map(({ instance }) => ({ folder: instance.volume, what: 'its volumes' })), ...sets];
}

function valueOf<T>(symptom: Seen<T>): T {
  if (symptom.kind === 'unseen') throw new Error(symptom.reason);
  return symptom.value;
}

function namesOf({ variables }: ComponentVariables): ReadonlySet<string> {
  return new Set(variables.keys());
}

/** Those of which nothing runs that could have the port itself. */
function idleInstances(instances: readonly Instance[], observed: Observation): Instance[] {
  return instances.filter(({ component }) => {
    const kind = observed.get(component.name)?.runtime.kind;
    return kind === 'stopped' || kind === 'exited';
  });
}

function parametersOf(instances: readonly Instance[]): string[] {
  return instances.flatMap(({ component }) => Object.keys(component.manifest.host?.sysctl ?? {}));
}

/** What runs as processes here without anybody to start it again. One that was just launched gets a moment. */
async function unsupervised(session: Session, observed: Observation): Promise<string[]> {
  const running = [...observed].flatMap(([name, { runtime }]) =>
    runtime.kind === 'running' && session.resolved(name).instance.runtime === 'process' ? [name] : [],
  );
  if (running.length === 0) return [];
  for (let attempt = 0; attempt < 20; attempt++) {
    if ((await findSupervisor(session.paths.run)) !== undefined) return [];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return running;
}

async function identities(processEnv: NodeJS.ProcessEnv): Promise<string[]> {
  const { identityFile } = await import('@dust-workspace/environment/secrets');
  const file = identityFile(processEnv);
  return file.ok ? [file.value] : [];
}

async function configurationOf({ base }: Session, chosen: readonly string[]): Promise<ConfigurationSeen> {
  const { catalog, selection } = base;
  const components = chosen.flatMap((name) => catalog.components.get(name) ?? []);
  const planned = await planConfiguration({ root: catalog.root, environment: selection.environment, components, random: randomBytes });
  if (!planned.ok)
    throw new Error(planned.diagnostics.map(({ file, message }) => (file === undefined ? message : `${file}: ${message}`)).join('; '));
  const files = (kind: string): string[] => planned.value.filter((change) => change.kind === kind).map(({ file }) => file);
  return { missing: files('created'), behind: files('changed') };
}

function sinceOf({ component, volume }: Instance): [string, Date][] {
  const since = Date.parse(readVolumeStamp(volume)?.createdAt ?? '');
  return Number.isNaN(since) ? [] : [[component.name, new Date(since)]];
}
