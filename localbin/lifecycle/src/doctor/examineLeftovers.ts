import { ageOf } from '../age.js';
import { counted, some } from './counted.js';
import type { Finding } from './finding.js';
import type { DeadLock, Symptoms } from './symptoms.js';
import { findingsOf } from './findingsOf.js';

type Looked = Pick<
  Symptoms,
  'engine' | 'resources' | 'processes' | 'environments' | 'leases' | 'locks' | 'folders' | 'supervisorMissing' | 'environment' | 'now'
>;

const fix = 'dsw doctor --fix';

/** What is left of environments that are gone, and of commands that were killed. Pure. */
export function examineLeftovers(symptoms: Looked): Finding[] {
  const { resources, processes, leases, locks, folders, supervisorMissing } = symptoms;
  const found = [
    ...(resources.kind === 'seen' ? examineResources(resources.value, symptoms) : []),
    ...findingsOf('workspace', 'leftovers', processes, (seen) => examineProcesses(seen, symptoms)),
    ...examineDrills(symptoms),
    ...examineData(symptoms),
    ...findingsOf('workspace', 'leftovers', leases, examineLeases),
    ...findingsOf('workspace', 'leftovers', folders, examineFolders),
  ];
  const nothing: Finding = {
    kind: 'ok',
    group: 'workspace',
    subject: 'leftovers',
    message: 'nothing is left of environments that are gone',
  };
  return [
    ...(found.length === 0 ? [nothing] : found),
    ...findingsOf('workspace', 'locks', locks, (seen) => seen.map((lock) => examineLock(lock, symptoms))),
    ...findingsOf('workspace', 'supervisor', supervisorMissing, examineSupervisor),
  ];
}

function examineResources(resources: Extract<Looked['resources'], { kind: 'seen' }>['value'], { environments, engine }: Looked): Finding[] {
  // On an engine that several machines use, another one may have a workspace under the same path.
  const isOurs = engine.kind === 'seen' && engine.value.answers && engine.value.facts.local;
  const mended = (those: typeof resources): Pick<Finding, 'remedy' | 'mends'> =>
    isOurs
      ? { remedy: fix, mends: those.map((resource) => ({ kind: 'resource', resource })) }
      : { remedy: those.map(({ kind, name }) => `docker ${kind} rm ${name}    # unless another machine uses this engine`).join('\n') };
  const ofGone = resources.filter(({ environment }) => environment !== undefined && !environments.made.includes(environment));
  const abandoned = resources.filter((resource) => resource.abandoned === true && !ofGone.includes(resource));
  const names = [...new Set(ofGone.flatMap(({ environment }) => environment ?? []))].sort();
  return [
    ...names.map((environment): Finding => {
      const those = ofGone.filter((resource) => resource.environment === environment);
      const what = kindsOf(those.map(({ kind }) => kind));
      const base = {
        kind: 'warning',
        group: 'engine',
        subject: 'leftovers',
        message: `${what} of the environment ${environment}, which is gone: ${some(those.map(({ name }) => name))}`,
        why: 'they take memory, disk and ports',
      } as const;
      // What they work on may still be wanted.
      if (environments.data.has(environment)) return { ...base, remedy: `dsw down --env ${environment} && dsw env-remove ${environment}` };
      return { ...base, ...mended(those) };
    }),
    ...(abandoned.length === 0
      ? []
      : [
          {
            kind: 'warning',
            group: 'engine',
            subject: 'leftovers',
            message: `${counted(abandoned.length, 'container')} of commands that were killed: ${some(abandoned.map(({ name }) => name))}`,
            why: 'they take memory, and hold the data of their component',
            ...mended(abandoned),
          } satisfies Finding,
        ]),
  ];
}

function kindsOf(kinds: readonly string[]): string {
  const count = (kind: string): number => kinds.filter((other) => other === kind).length;
  const parts = [...new Set(kinds)].map((kind) => counted(count(kind), kind));
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function examineProcesses(processes: Extract<Looked['processes'], { kind: 'seen' }>['value'], { environments }: Looked): Finding[] {
  const gone = processes.filter(({ environment }) => !environments.made.includes(environment));
  const names = [...new Set(gone.map(({ environment }) => environment))].sort();
  return names.map((environment): Finding => {
    const those = gone.filter((process) => process.environment === environment);
    return {
      kind: 'warning',
      group: 'workspace',
      subject: 'leftovers',
      message: `${those.length === 1 ? '1 process runs' : `${those.length} processes run`} for the environment ${environment}, which is gone: ${some(those.map(({ pid, component }) => `${pid} (${component})`))}`,
      why: 'nothing watches over them, and they hold memory and ports; they may also be of somebody who works there',
      remedy: `kill ${those.map(({ pid }) => pid).join(' ')}`,
    };
  });
}

function examineDrills({ environments, environment }: Looked): Finding[] {
  return environments.thrownAway.map((name): Finding => {
    const base = {
      kind: 'warning',
      group: 'workspace',
      subject: 'leftovers',
      message: `${name} is what a drill left that was killed`,
      why: 'it holds a copy of the data, and may still run',
    } as const;
    const own = name.replace(/-drill$/, '');
    if (own !== environment) return { ...base, remedy: `${fix} --env ${own}` };
    return { ...base, remedy: fix, mends: [{ kind: 'drill', environment: name }] };
  });
}

function examineData({ environments }: Looked): Finding[] {
  return [...environments.data].map(([environment, folders]): Finding => {
    return {
      kind: 'warning',
      group: 'workspace',
      subject: 'leftovers',
      message: `data of the environment ${environment}, which is gone: ${some(folders)}`,
      why: 'they take disk, and belong to nothing that is shown',
      remedy: `dsw env-remove ${environment}    # removes them; dsw up --env ${environment} uses them`,
    };
  });
}

function examineLeases(leases: Extract<Looked['leases'], { kind: 'seen' }>['value']): Finding[] {
  if (leases.length === 0) return [];
  const places = [...new Set(leases.map(({ lessee }) => `${lessee.environment} in ${lessee.workspace}`))];
  return [
    {
      kind: 'warning',
      group: 'workspace',
      subject: 'leftovers',
      message: `${counted(leases.length, 'lease')} of ports of environments that are gone: ${some(places, 2)}`,
      why: 'they count for nobody, and are looked through whenever ports are leased',
      remedy: fix,
      mends: leases.map((lease) => ({ kind: 'lease', lease })),
    },
  ];
}

function examineFolders(folders: Extract<Looked['folders'], { kind: 'seen' }>['value']): Finding[] {
  const told = { removal: 'was being removed when the command was killed', run: 'holds logs of what is no component now' } as const;
  return folders.map(({ folder, kind }): Finding => {
    return {
      kind: 'warning',
      group: 'workspace',
      subject: 'leftovers',
      message: `${folder} ${told[kind]}`,
      why: 'it takes disk, and nothing reads it',
      remedy: fix,
      mends: [{ kind: 'folder', folder }],
    };
  });
}

function examineLock({ file, environment, kind, holder }: DeadLock, { environment: own, now }: Looked): Finding {
  const base = {
    kind: 'warning',
    group: 'workspace',
    subject: 'locks',
    message: `${file} is held by a command that died: ${holder.command} (process ${holder.process.pid}), ${ageOf(holder.since, now)}`,
    why: 'what it left half done is settled by whoever takes the lock next',
  } as const;
  if (environment !== own) return { ...base, remedy: `${fix} --env ${environment}` };
  return { ...base, remedy: fix, mends: [kind === 'environment' ? { kind: 'settle' } : { kind: 'lock', file }] };
}

function examineSupervisor(components: readonly string[]): Finding[] {
  if (components.length === 0) return [];
  return [
    {
      kind: 'warning',
      group: 'workspace',
      subject: 'supervisor',
      message: `the supervisor does not run, although ${some(components)} ${components.length === 1 ? 'does' : 'do'}`,
      why: 'nobody starts again what dies',
      remedy: fix,
      mends: [{ kind: 'settle' }],
    },
  ];
}
