import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentPaths, maskText, readLeases, type ResolvedVariable } from '@dust-workspace/environment';
import { cpuShare, describeHolder, engineBelongings, holderOfPort, labelledProcesses, maskedDefinition } from '@dust-workspace/runtime';
import { formatDiagnostic, type Result } from '@dust-workspace/component';
import { listBackups } from '../backups/list.js';
import { backupsAsJson } from '../backups/render.js';
import { findingsAsJson } from '../doctor/findingsAsJson.js';
import { renderFindings } from '../doctor/renderFindings.js';
import { componentsWithOutput } from '../logs/linesOfComponents.js';
import { plain } from '../paint.js';
import { profileComponents } from '../profileComponents.js';
import { planAsJson, renderDiagnostics } from '../render.js';
import { renderStatusTable, statusAsJson } from '../renderStatus.js';
import { readSchedule } from '../schedule/records.js';
import type { Session } from '../session.js';
import { readTimings } from '../timings/timings.js';
import type { Workspace } from '../workspace.js';
import { isSuspicious } from './secondNet.js';
import type { Part } from './part.js';

export interface WorkspaceLook {
  readonly workspace: Workspace;
  readonly session: Session;
  /** Components that were asked for; none for those of the profile, what they need, and what has run here. */
  readonly names: readonly string[];
  /** How many lines of each log. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** What can be told of a workspace and its components. */
export async function workspaceParts(look: WorkspaceLook): Promise<Part[]> {
  const { workspace, session } = look;
  const names = await componentsOf(look);
  const shared = once(() => workspace.examine(look.names));
  const state = once(() => workspace.status([], look.signal));
  return [
    { name: 'doctor.txt', holds: 'what dsw doctor says', gather: async () => renderFindings(await shared(), plain) },
    { name: 'doctor.json', holds: 'the same, for programs', gather: async () => findingsAsJson(await shared()) },
    {
      name: 'status.txt',
      holds: 'what dsw status says',
      gather: async () => `${renderStatusTable(await state())}\n\n${renderDiagnostics(await state())}`,
    },
    { name: 'status.json', holds: 'the same, for programs', gather: async () => statusAsJson(await state()) },
    {
      name: 'problems.txt',
      holds: 'problems of manifests, configuration and compose files',
      gather: async () => (await workspace.validate()).map(formatDiagnostic).join('\n'),
    },
    { name: 'plan.json', holds: 'what dsw up would do', gather: () => planOf(look) },
    { name: 'dependencies.json', holds: 'what each component needs', gather: async () => workspace.dependencies() },
    {
      name: 'variables.json',
      holds: 'variables of components and where each comes from, secrets masked',
      gather: async () => variablesOf(session, names),
    },
    { name: 'usage.json', holds: 'processor time and memory of what runs', gather: () => usageOf(workspace, look.signal) },
    {
      name: 'engine.json',
      holds: 'containers, networks and volumes of the workspace, and its processes',
      gather: () => belongingsOf(session),
    },
    { name: 'ports.json', holds: 'leased ports, and who listens there', gather: () => portsOf(session) },
    { name: 'timings.json', holds: 'how long operations took', gather: () => readTimings(session.paths.run) },
    {
      name: 'schedule.json',
      holds: 'scheduled jobs, and how their last runs ended',
      gather: async () => readSchedule({ workspace: session.base.catalog.root, environment: session.base.selection.environment }),
    },
    { name: 'backups.json', holds: 'the list of backup sets', gather: async () => backupsAsJson(valueOf(await listBackups(session.base))) },
    ...names.flatMap((name) => composePart(session, name)),
    ...(await componentsWithOutput(session, [])).filter((name) => names.includes(name)).map((name) => logPart(look, name)),
    { name: 'logs/supervisor.log', holds: 'what the supervisor says', gather: () => supervisorLog(look) },
  ];
}

async function componentsOf({ session, names }: WorkspaceLook): Promise<string[]> {
  const { graph } = session.base;
  const wanted = graph.preparation(graph.closure(names.length === 0 ? profileComponents(session.base) : names));
  return [...new Set([...wanted, ...(names.length === 0 ? await componentsWithOutput(session, []) : [])])].sort();
}

function once<T>(body: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= body());
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.diagnostics.map(({ message }) => message).join('; '));
}

async function planOf({ workspace, names, signal }: WorkspaceLook): Promise<unknown> {
  const options = { emit: () => undefined, signal, dryRun: true, command: 'dsw diagnose', approve: async () => false };
  const report = await workspace.run({ kind: 'word', word: names.length === 0 ? 'up' : 'start', names }, options);
  return { ...(planAsJson(report.plan) as object), diagnostics: report.diagnostics };
}

function variablesOf(session: Session, names: readonly string[]): unknown {
  return Object.fromEntries(
    session.instances(names).map(({ instance, variables }) => {
      const told = [...variables.variables.values()].map(maskedVariable);
      return [instance.component.name, { runtime: instance.runtime, readable: variables.readable, variables: told }];
    }),
  );
}

function maskedVariable({ name, value, secret, origin, shadowed }: ResolvedVariable): unknown {
  const hidden = secret || (isSuspicious(name) && value !== '');
  return { name, value: hidden ? maskText : value, secret, origin, shadowed };
}

/** Milliseconds between two readings, which together tell how much of a processor is in use. */
const interval = 500;

async function usageOf(workspace: Workspace, signal: AbortSignal): Promise<unknown> {
  const before = await workspace.usage();
  await sleep(interval, undefined, { signal });
  const after = await workspace.usage();
  return Object.fromEntries(
    [...after].map(([name, usage]) => {
      const earlier = before.get(name);
      return [name, { ...usage, cpuShare: earlier === undefined ? null : (cpuShare(earlier, usage) ?? null) }];
    }),
  );
}

async function belongingsOf({ base }: Session): Promise<unknown> {
  const { root } = base.catalog;
  const found = await engineBelongings(root, { processEnv: base.processEnv, uid: process.geteuid?.() ?? -1 });
  const processes = labelledProcesses(root);
  if (!found.ok) return { engine: found.diagnostics.map(({ message }) => message).join('; '), processes };
  const { containers, networks, volumes } = found.value;
  return { containers, networks, volumes, processes };
}

async function portsOf({ base }: Session): Promise<unknown> {
  const leases = await readLeases(environmentPaths(base.catalog.root, base.selection.environment).ports);
  const rows = await Promise.all(
    Object.entries(leases).map(async ([name, port]) => {
      const holder = await holderOfPort(port);
      return [name, { port, listener: holder === undefined ? null : describeHolder(holder) }] as const;
    }),
  );
  return Object.fromEntries(rows);
}

function composePart(session: Session, name: string): Part[] {
  const component = session.component(name);
  if (component.manifest.runtimes.compose === undefined) return [];
  return [
    {
      name: `compose/${name}.yaml`,
      holds: `the compose file of ${name}, values masked`,
      gather: async () => {
        const definition = await maskedDefinition(component);
        return definition === undefined ? '' : valueOf(definition);
      },
    },
  ];
}

function logPart({ workspace, lines, signal }: WorkspaceLook, name: string): Part {
  return {
    name: `logs/${name}.log`,
    holds: `the last ${lines} lines of ${name}`,
    gather: async () => {
      const kept: string[] = [];
      for await (const line of workspace.logs(name, { tail: lines, follow: false, signal })) kept.push(line);
      return kept.join('\n');
    },
  };
}

async function supervisorLog({ session, lines }: WorkspaceLook): Promise<string> {
  const text = await readFile(join(session.paths.run, 'supervisor.log'), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
