import { problem, type Diagnostic } from '@dust-workspace/component';
import type { RuntimeName } from '@dust-workspace/runtime';
import { knownBackups } from './backups/knownBackups.js';
import { fulfil } from './fulfil.js';
import { migrationPlan } from './migrationPlan.js';
import { isRunning } from './observation.js';
import { refused, reportOf } from './report.js';
import type { RunOptions, RunReport } from './request.js';
import { underLock } from './runRequest.js';
import { Session, type Base, type Deadlines } from './session.js';

export type MigrationTarget = Extract<RuntimeName, 'process' | 'compose'>;

/**
 * Takes the data of an environment to another runtime: a backup where they are, a restore where they are to be, component by component. The old data
 * are kept until the component is healthy on the new, and the set stays. What ran before runs afterwards. Interrupted or failed half way, each
 * component is where its data are, and running it again goes on.
 */
export async function migrate(base: Base, deadlines: Deadlines, target: MigrationTarget, options: RunOptions): Promise<RunReport> {
  const situation = situationOf(base, target);
  if (situation.kind === 'contradiction') return refused([situation.problem]);
  const { movers } = situation;
  if (movers.length === 0) {
    options.emit({ kind: 'notice', message: `everything that can run under ${target} was prepared for it already` });
    return reportOf([], { operations: [] }, []);
  }
  const own = movers.flatMap((name): [string, RuntimeName][] => {
    const volume = base.runtimes.volumes.get(name);
    return volume === undefined ? [] : [[name, volume.runtime]];
  });
  const here = await Session.open(under(base, own), options.emit, options.signal, deadlines);
  return underLock(here, options, () => move(here, movers, target, options));
}

async function move(here: Session, movers: readonly string[], target: MigrationTarget, options: RunOptions): Promise<RunReport> {
  const { base } = here;
  const { graph } = base;
  const hasData = (name: string): boolean => base.runtimes.volumes.get(name)?.hasData === true;
  const [withData, empty] = [movers.filter(hasData), movers.filter((name) => !hasData(name))];
  const closure = graph.closure(withData);
  const involved = graph.order([...closure, ...graph.dependentsClosure(movers)]);
  const ran = await runningOf(here, involved);
  if (options.dryRun === true) return reportOf([], migrationPlan({ graph, target, withData, empty, ran }), []);
  const sessionWith = async (chosen: readonly string[], current: Base): Promise<Session> => {
    const moved = chosen.map((name): [string, RuntimeName] => [name, target]);
    return Session.open(under(current, moved), options.emit, options.signal, here.deadlines);
  };
  const unable = await unableToRun(await sessionWith(movers, base), movers, target);
  if (unable.length > 0) return refused(unable);
  const reports: RunReport[] = [];
  const step = async (session: Session, word: Step, names: readonly string[], set?: string): Promise<boolean> => {
    if (names.length === 0) return true;
    // What is replaced is what the set was just made of.
    const silent = { ...options, replace: () => Promise.resolve(true) };
    const report = await fulfil(session, { kind: 'word', word, names, ...(set === undefined ? {} : { set }) }, silent);
    reports.push(report);
    return report.ok;
  };
  // What is copied must not change afterwards: whoever may change it goes down before, and it right after.
  const levels = graph.levels(withData);
  const outside = ran.filter((name) => !closure.includes(name));
  let copied = await step(here, 'stop', outside);
  for (const level of levels.toReversed())
    copied &&= (await step(here, 'start', level)) && (await step(here, 'backup', level)) && (await step(here, 'stop', level));
  if (copied && (await step(here, 'stop', movers))) {
    for (const level of levels) {
      const there = await sessionWith(level, await base.reread());
      const needs = graph.closure(level).filter((name) => !level.includes(name));
      const set = knownBackups(base, level).get(level[0] ?? '')?.set;
      if (set !== undefined && (await step(there, 'start', needs))) await step(there, 'restore', level, set);
    }
    await step(await sessionWith(empty, base), 'prep', empty);
  }
  // Each under the runtime that its data belong to now, whatever became of the others and whatever was chosen.
  const after = await sessionWith([], await base.reread());
  const onlyForThis = (await runningOf(after, involved)).filter((name) => !ran.includes(name));
  await step(after, 'stop', onlyForThis);
  await step(after, 'start', ran);
  return merged(reports);
}

type Step = 'start' | 'backup' | 'stop' | 'restore' | 'prep';

async function runningOf(session: Session, names: readonly string[]): Promise<string[]> {
  const observed = await session.observe(names);
  return names.filter((name) => {
    const found = observed.get(name);
    return found !== undefined && isRunning(found);
  });
}

type Situation =
  { readonly kind: 'contradiction'; readonly problem: Diagnostic } | { readonly kind: 'possible'; readonly movers: string[] };

/** Which components were prepared for another runtime than the target, unless something contradicts the migration. */
function situationOf({ catalog, runtimes, selection }: Base, target: MigrationTarget): Situation {
  if (selection.runtime !== 'auto' && selection.runtime !== target)
    return {
      kind: 'contradiction',
      problem: problem(
        'other-runtime',
        `DSW_RUNTIME is ${selection.runtime} (from ${selection.runtimeOrigin}), so nothing would run under ${target} afterwards`,
        `Set DSW_RUNTIME to auto or ${target} first.`,
      ),
    };
  const movers = [...catalog.components.values()].filter(({ name, manifest: { runtimes: has } }) => {
    const volume = runtimes.volumes.get(name);
    return has.compose !== undefined && has.process !== undefined && volume !== undefined && volume.runtime !== target;
  });
  return { kind: 'possible', movers: movers.map(({ name }) => name) };
}

/** The same workspace, in which some components run under those runtimes. That their data contradict what was chosen is what a migration mends. */
function under(base: Base, chosen: readonly (readonly [string, RuntimeName])[]): Base {
  const byComponent = new Map([...base.runtimes.byComponent, ...chosen]);
  return { ...base, runtimes: { ...base.runtimes, byComponent, contradictions: new Map() } };
}

/** Before anything is stopped: images are pulled, programs looked for. */
async function unableToRun(there: Session, movers: readonly string[], target: MigrationTarget): Promise<Diagnostic[]> {
  const instances = there.instances(movers);
  const broken = instances.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'));
  if (broken.length > 0) return broken;
  const states = await there.base.runtime.observe(instances.map(({ instance }) => instance));
  const problems: Diagnostic[] = [];
  for (const { instance } of instances) {
    const { name } = instance.component;
    const state = states.get(name);
    if (state?.kind === 'unavailable' || state?.kind === 'unknown')
      problems.push(problem(state.kind, `${name} cannot run under ${target}: ${state.reason}`));
    else {
      // Volumes of both runtimes belong to the same user.
      const prepared = await there.base.runtime.prepare(instance, there.signal, (message) => there.emit({ kind: 'notice', message }));
      if (!prepared.ok) problems.push(...prepared.diagnostics);
    }
  }
  return problems;
}

function merged(reports: readonly RunReport[]): RunReport {
  return {
    outcomes: reports.flatMap(({ outcomes }) => outcomes),
    plan: { operations: reports.flatMap(({ plan }) => plan.operations) },
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    ok: reports.every(({ ok }) => ok),
  };
}
