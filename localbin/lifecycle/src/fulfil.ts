import { hasData, type ChosenSet, type Store } from '@dust-workspace/backup';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { configuredEnvironment, isConfigured, type Selection } from '@dust-workspace/environment';
import { isOlder } from '@dust-workspace/runtime';
import { ageOf } from './age.js';
import { approveRemovals, approveReplacements } from './approvals.js';
import { BackupRun, sweepAbandoned } from './backups/backupRun.js';
import { openStore } from './backups/openStore.js';
import { keepsInFolder } from './backups/storeSetting.js';
import { restoreSources, type Borrowed } from './backups/restoreSources.js';
import { configureTogether } from './configureTogether.js';
import type { Outcome } from './events.js';
import { execute } from './execute.js';
import { isAlive, isReady, isUp, type Observation } from './observation.js';
import { perform, type Sources } from './perform.js';
import { whyCold } from './perform/backup.js';
import { confirmHealthyRestores, undoInterruptedRestore } from './perform/restore.js';
import { portsOfOthers } from './portLeases.js';
import { plan, type Plan, type Planned, type PlanInput, type Task } from './plan.js';
import { refused, reportOf } from './report.js';
import type { Request, RunOptions, RunReport } from './request.js';
import type { Base, Session } from './session.js';
import { endStrays } from './strays.js';
import { tasksFor } from './tasks.js';
import { workInCheckouts } from './checkout/workInCheckouts.js';
import { withStalePreparation } from './stalePreparation.js';
import { timingsOf } from './timings/timings.js';
import { readVolumeStamp } from './volumeStamp.js';

/** Observes, plans, and executes the plan. The caller has the lock of the environment. */
export async function fulfil(session: Session, request: Request, options: RunOptions, borrowed?: Borrowed): Promise<RunReport> {
  const { base } = session;
  const everything = [...base.catalog.components.keys()];
  if (options.dryRun !== true) {
    const undone = await undoInterrupted(session, everything);
    if (!undone.ok) return refused(undone.diagnostics);
  }
  let observed = await session.observe(everything);
  if (options.dryRun !== true) {
    const confirmed = await confirmHealthyRestores(session, observed);
    if (!confirmed.ok) return refused(confirmed.diagnostics);
  }
  const tasks = tasksOf(request, base, observed);
  observed = await withOutdated(session, tasks, observed);
  observed = await withStalePreparation(session, tasks, observed);
  observed = await withForeignPorts(session, tasks, observed, options.dryRun === true);
  const stuck = wouldStayDown(tasks, observed);
  if (stuck.length > 0) return refused(stuck);
  const store = await storeFor(base, tasks);
  // What a killed backup left is in the way of nobody; where it costs nothing it goes at once.
  if (options.dryRun !== true && store.ok && keepsInFolder(base)) await sweepAbandoned(store.value);
  const own = store.ok ? ok({ store: store.value, environment: base.selection.environment }) : store;
  const sources = await restoreSources(session, tasks, observed, request, borrowed === undefined ? own : ok(borrowed));
  if (!sources.ok) return refused(sources.diagnostics);
  const supposing = options.dryRun === true;
  const planned = await planTasks(session, tasks, observed, sources.value, { consistent: request.consistent === true, supposing });
  if (!planned.ok) return refused(planned.diagnostics);
  const { plan: decided, settled, lacking } = planned.value;
  const broken = request.kind === 'word' && request.names.length === 0 ? errorsOf(base.catalog.diagnostics) : [];
  const chosen = noticeOfRuntime(base, decided);
  if (chosen !== undefined) session.emit({ kind: 'notice', message: chosen });
  session.emit({ kind: 'planned', plan: decided, lastTook: await timingsOf(session.paths.run, decided) });
  for (const outcome of settled) session.emit({ kind: 'settled', outcome });
  const left = leftAlone(settled, base.selection);
  if (left !== undefined) session.emit({ kind: 'notice', message: left });
  if (options.dryRun === true) return reportOf(settled, decided, [...broken, ...lacking]);
  const work = workInCheckouts(session, decided, observed);
  if (work.length > 0) return { ...refused(work), plan: decided };
  const refusal = (await approveRemovals(session, decided, options)) ?? (await approveReplacements(decided, observed, options));
  if (refusal !== undefined) return { ...refused([refusal]), plan: decided };

  const refusedBackups = settled.filter(({ verb, kind }) => verb === 'backup' && kind === 'failed').map(({ component }) => component);
  const plannedBackups = decided.operations.filter(({ verb }) => verb === 'backup').map(({ component }) => component);
  if (plannedBackups.length > 0 && store.ok && !keepsInFolder(base)) {
    const swept = await sweepAbandoned(store.value);
    if (!swept.ok) return refused(swept.diagnostics);
  }
  const backups = new BackupRun(session, store, [...refusedBackups, ...plannedBackups], {
    plan: decided,
    digest: request.digest !== false,
    ...(request.consistent === true ? { stopped: stoppedBy(decided) } : {}),
  });
  for (const { component, verb, kind, detail } of settled)
    if (verb === 'backup' && kind === 'failed') await backups.settle(component, detail);
  const restores = { force: request.force === true, ...(borrowed?.drill === undefined ? {} : { drill: borrowed.drill }) };
  const anticipated = once(() => anticipate(session, decided));
  const configured = configureTogether(session, decided, observed);
  const outcomes = await execute(decided, {
    emit: options.emit,
    signal: options.signal,
    parallel: options.parallel,
    clock: () => performance.now(),
    perform: (operation, reached) =>
      perform({ session, plan: decided, observed, backups, sources: sources.value, restores, anticipated, configured }, operation, reached),
    onSkipped: (operation) => {
      if (operation.verb === 'backup') void backups.settle(operation.component, 'something that it waits for failed');
      return operation.verb === 'start' ? misconfigurations(session, operation.component) : [];
    },
  });
  const ended = request.kind === 'word' && request.word === 'down' ? await endStrays(base) : [];
  for (const outcome of ended) session.emit({ kind: 'settled', outcome });
  return reportOf([...settled, ...outcomes, ...ended], decided, broken);
}

/** A store elsewhere is opened only for what has to do with backups: it may ask for secrets, or a program. */
async function storeFor(base: Base, tasks: readonly Task[]): Promise<Result<Store>> {
  if (base.selection.configurationOf !== undefined) return fail(noBackups(base));
  const isMeant = tasks.some(({ verb }) => verb === 'backup' || verb === 'restore' || verb === 'verify');
  return isMeant || keepsInFolder(base) ? openStore(base) : fail(problem('no-backups', 'nothing here has to do with backups'));
}

/** What is thrown away is not backed up. */
function noBackups({ selection }: Base): Diagnostic {
  return problem('no-backups', `${selection.environment} is a throw-away copy, of which no backups are made`);
}

/** Where nobody chose, the first preparation is when people should know under what their components will run, and why. */
function noticeOfRuntime({ selection, runtimes, catalog }: Base, { operations }: Plan): string | undefined {
  const choosing = operations.some(({ verb, component }) => {
    const has = catalog.components.get(component)?.manifest.runtimes;
    return verb === 'prep' && has?.compose !== undefined && has.process !== undefined && !runtimes.volumes.has(component);
  });
  if (selection.runtime !== 'auto' || !choosing || runtimes.because === undefined) return undefined;
  return `components run under ${runtimes.environment}: ${runtimes.because} (DSW_RUNTIME chooses)`;
}

/** Adds where definitions and variables have moved on, for what is to be prepared or started. */
async function withOutdated(session: Session, tasks: readonly Task[], observed: Observation): Promise<Observation> {
  const names = new Set(tasks.flatMap(({ verb, component }) => (verb === 'prep' || verb === 'start' ? [component] : [])));
  if (names.size === 0) return observed;
  const outdated = await session.base.runtime.survey(session.instances(names).map(({ instance }) => instance));
  return new Map(
    [...observed].map(([name, found]) => {
      const moved = outdated.get(name);
      if (moved === undefined) return [name, found] as const;
      // What is not prepared is told by its preparation.
      const older = olderImage(name, moved.image, session.resolved(name).instance.volume);
      const misconfigured = found.prepared ? [...(found.misconfigured ?? []), ...(moved.invalid ?? []), ...older] : [];
      return [name, { ...found, outdated: moved, ...(misconfigured.length === 0 ? {} : { misconfigured }) }] as const;
    }),
  );
}

/** What does not run, and has ports that are leased to another workspace, must be prepared again. */
async function withForeignPorts(session: Session, tasks: readonly Task[], observed: Observation, dryRun: boolean): Promise<Observation> {
  const names = new Set(tasks.flatMap(({ verb, component }) => (verb === 'prep' ? [component] : [])));
  if (names.size === 0) return observed;
  const foreign = await portsOfOthers(session, names, dryRun);
  return new Map(
    [...observed].map(([name, found]) => {
      const prepare = isAlive(found) ? undefined : foreign.get(name);
      return [name, prepare === undefined ? found : { ...found, outdated: { ...found.outdated, prepare } }] as const;
    }),
  );
}

/** Whoever mends what kept the first component from starting should not have to start again to learn of the next. */
function misconfigurations(session: Session, name: string): Diagnostic[] {
  const { catalog, selection } = session.base;
  const { instance, diagnostics } = session.resolved(name);
  // What is not prepared gets its values by the preparation.
  return isConfigured(catalog.root, configuredEnvironment(selection), instance.component) ? errorsOf(diagnostics) : [];
}

/** Makes together what the starts of a plan need. A start alone makes its own. */
async function anticipate(session: Session, { operations }: Plan): Promise<void> {
  const names = operations.flatMap(({ verb, component }) => (verb === 'start' ? [component] : []));
  const ready = session.instances(names).filter(({ diagnostics }) => diagnostics.every(({ severity }) => severity !== 'error'));
  if (ready.length > 1)
    await session.base.runtime.anticipate(
      ready.map(({ instance }) => instance),
      session.signal,
    );
}

function once<T>(body: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= body());
}

/** Servers do not read the data of their successors, and some do not even notice. */
function olderImage(name: string, image: string | undefined, volume: string): Diagnostic[] {
  const last = readVolumeStamp(volume)?.image;
  if (image === undefined || last === undefined || !hasData(volume) || isOlder(image, last) !== true) return [];
  return [
    problem(
      'older-image',
      `the data of ${name} were last used by ${last}, and ${image} is older`,
      `Use ${last} or a newer one. To go back to an older one, restore a backup that it made: dsw clean ${name}, then dsw restore ${name} --set ID.`,
    ),
  ];
}

/** What would be stopped although it is known already that it cannot be started again. */
function wouldStayDown(tasks: readonly Task[], observed: Observation): Diagnostic[] {
  const starts = new Set(tasks.flatMap(({ verb, component }) => (verb === 'start' ? [component] : [])));
  return tasks.flatMap(({ verb, component }) => {
    const found = observed.get(component);
    return verb === 'stop' && starts.has(component) && found !== undefined && isUp(found) ? (found.misconfigured ?? []) : [];
  });
}

function tasksOf(request: Request, base: Base, observed: Observation): readonly Task[] {
  if (request.kind === 'tasks') return request.tasks;
  return tasksFor(request.word, {
    graph: base.graph,
    components: base.catalog.components,
    observed,
    names: request.names,
    profile: base.selection.profile,
  });
}

/** What is down while the data of others are taken. */
function stoppedBy({ operations }: Plan): string[] {
  return operations.flatMap(({ verb, component }) => (verb === 'stop' ? [component] : []));
}

async function planTasks(
  session: Session,
  tasks: readonly Task[],
  observed: Observation,
  sources: Sources,
  choices: Pick<PlanInput, 'consistent' | 'supposing'>,
): Promise<Result<Planned>> {
  const { base } = session;
  const coldBackups = new Map<string, string>();
  for (const { verb, component } of tasks) {
    const found = observed.get(component);
    if (verb !== 'backup' || found === undefined || !isReady(found.state)) continue;
    const cold = await whyCold(session, component);
    if (!cold.ok) return cold;
    if (cold.value !== undefined) coldBackups.set(component, cold.value);
  }
  const { graph, catalog, selection } = base;
  return ok(
    plan({
      tasks,
      graph,
      components: catalog.components,
      observed,
      profile: selection.profile,
      coldBackups,
      ...choices,
      containers: new Set(session.all().flatMap(({ component, runtime }) => (runtime === 'compose' ? [component.name] : []))),
      restorable: new Map([...sources].map(([name, { set }]) => [name, setInWords(set, base)])),
    }),
  );
}

async function undoInterrupted(session: Session, names: readonly string[]): Promise<Result<void>> {
  for (const name of names) {
    const undone = await undoInterruptedRestore(session, name);
    if (!undone.ok) return undone;
    if (undone.value !== undefined) session.emit({ kind: 'notice', message: undone.value });
  }
  return ok();
}

/** Those that nobody named and that nothing is done about, in one line. */
function leftAlone(settled: readonly Outcome[], { profile }: Selection): string | undefined {
  const names = settled.flatMap(({ aside, kind, component }) => (aside === true && kind === 'skipped' ? [component] : []));
  const [first] = names;
  if (first === undefined) return undefined;
  const who = names.length === 1 ? `${first} is` : `${names.length} components are`;
  return `${who} outside the profile ${profile} and left alone; name one to act on it`;
}

function setInWords({ id, manifest }: ChosenSet, { now }: Base): string {
  return `the set ${id}, of ${ageOf(manifest.createdAt, now())}`;
}

function errorsOf(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}
