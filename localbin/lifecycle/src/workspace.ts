import { fail, nearMiss, ok, problem, type Catalog, type Diagnostic, type Result } from '@dust-workspace/component';
import {
  prepareProjectEnv,
  redactLines,
  type ComponentVariables,
  type Edited,
  type Editing,
  type RestoredConfiguration,
  type Selection,
} from '@dust-workspace/environment';
import { join } from 'node:path';
import { checkDefinition, runTool, type LogOptions, type RuntimeState, type ToolRun } from '@dust-workspace/runtime';
import { refused } from './report.js';
import type { BackupChoices, Request, RunOptions, RunReport } from './request.js';
import { addressOf } from './address.js';
import { drill } from './backups/drill.js';
import { listBackups, type BackupListing } from './backups/list.js';
import { pinBackup, type PinReport, type PinRequest } from './backups/pin.js';
import { pruneBackups, type PruneReport, type PruneRequest } from './backups/prune.js';
import { forgetUnfinished } from './backups/unfinishedCopy.js';
import { restoreAs, type RestoreAsRequest } from './backups/restoreAs.js';
import { isThrowAway, throwAwayProblem } from './backups/throwAway.js';
import type { ConfigurationRun } from './environments/configurationRun.js';
import { editConfiguration } from './environments/edit.js';
import { explain, type Explained } from './environments/explain.js';
import { prepareEnvironment, type PreparedConfiguration, type PrepareRequest } from './environments/prepare.js';
import { removeEnvironment, type RemovedEnvironment } from './environments/remove.js';
import { restoreEnvironmentConfiguration } from './environments/restore.js';
import { findRunning, type Running } from './environments/running.js';
import type { Emit } from './events.js';
import { lockHolder } from './lock.js';
import { migrate, type MigrationTarget } from './migrate.js';
import { isReady, type ObservedComponent } from './observation.js';
import { redactDiagnostic, redactEvent, redactReport, redactStatus } from './redactOutput.js';
import { resolveAll } from './resolveAll.js';
import { hasUnknownSecrets, resolveInstances, withheld } from './resolveInstances.js';
import { runRequest, startAgain } from './runRequest.js';
import { scheduleEnvironment, scheduleOf, unscheduleEnvironment, type KnownSchedule } from './schedule/scheduleEnvironment.js';
import type { ScheduleReport } from './schedule/install.js';
import { scheduleProblems } from './schedule/problems.js';
import { Session, type Base, type Deadlines } from './session.js';
import type { ComponentStatus, StatusReport } from './status.js';
import { findStrays, strayProblem } from './strays.js';

export interface ToolRequest extends Pick<ToolRun, 'command' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'signal' | 'onProgress'> {
  readonly component?: string;
}

/** The engine behind every face. It holds what was read when it was opened; open it anew to see changes of manifests. */
export class Workspace {
  constructor(
    private readonly base: Base,
    private readonly deadlines: Deadlines,
  ) {}

  get catalog(): Catalog {
    return this.base.catalog;
  }

  get selection(): Selection {
    return this.base.selection;
  }

  /** The state of every sound component, or of `names`. Reads only; what could not be observed says so. */
  async status(names: readonly string[] = [], signal: AbortSignal = new AbortController().signal): Promise<StatusReport> {
    const { catalog, selection } = this.base;
    const session = await this.#session(signal);
    const chosen = names.length === 0 ? [...catalog.components.keys()] : names.filter((name) => catalog.components.has(name));
    const observed = await session.observe(chosen);
    const probes: Record<string, number> = {};
    const addresses: Record<string, string> = {};
    const components = chosen.flatMap((name) => {
      const found = observed.get(name);
      const component = catalog.components.get(name);
      if (found === undefined || component === undefined) return [];
      if (found.probeMilliseconds !== undefined) probes[name] = found.probeMilliseconds;
      const { state, prepared, initialised, ports, hasData, detail } = found;
      const address = isReady(state) ? addressOf(component, ports) : undefined;
      if (address !== undefined) addresses[name] = address;
      const own = session.resolved(name).instance.runtime;
      const backups = backupsOf(found);
      return [{ name, kind: component.kind, runtime: own, state, prepared, initialised, ports, hasData, ...backups, detail }];
    });
    const unreadable = session.instances(chosen).flatMap(({ variables }) => (variables.readable ? [] : variables.diagnostics));
    const strays = names.length === 0 ? await findStrays(this.base) : [];
    const diagnostics = [
      ...catalog.diagnostics,
      ...unreadable,
      ...strays.map(strayProblem),
      ...(await killedCommand(session)),
      ...this.#scheduleProblems(),
    ];
    const { environment, because } = this.base.runtimes;
    const report: StatusReport = {
      environment: selection.environment,
      observedAt: this.base.now(),
      runtime: environment,
      runtimeBecause: because ?? null,
      components,
      diagnostics,
      probes,
      addresses,
    };
    return redactStatus(report, this.base.redactor.redact);
  }

  /** Observes, plans, and executes the plan under the lock of the environment. */
  async run(request: Request, options: RunOptions): Promise<RunReport> {
    const { catalog, selection } = this.base;
    if (isThrowAway(catalog.root, selection.environment) && !(request.kind === 'word' && ['down', 'stop', 'purge'].includes(request.word)))
      return refused([throwAwayProblem(selection.environment)]);
    // Whoever works in an environment that is half a copy has taken it over.
    if (options.dryRun !== true) await forgetUnfinished(this.base.catalog.root, this.base.selection.environment);
    return this.#silently(options, (silent) => runRequest(this.base, this.deadlines, request, silent));
  }

  /** Takes the data of the environment to another runtime. */
  async migrate(target: MigrationTarget, options: RunOptions): Promise<RunReport> {
    return this.#silently(options, (silent) => migrate(this.base, this.deadlines, target, silent));
  }

  /** Proves that a set restores, in a throw-away environment. No names: all components that are in it. */
  async drill(request: BackupChoices & { readonly names: readonly string[] }, options: RunOptions): Promise<RunReport> {
    return this.#silently(options, (silent) => drill(this.base, this.deadlines, request, silent));
  }

  /** Brings a set up as another environment. */
  async restoreAs(request: RestoreAsRequest, options: RunOptions): Promise<RunReport> {
    return this.#silently(options, (silent) => restoreAs(this.base, this.deadlines, request, silent));
  }

  /** All sets of the environment, sound or not. */
  listBackups(): Promise<Result<BackupListing>> {
    return listBackups(this.base);
  }

  /** Removes the sets that the retention policy does not keep, or says which ones it would. */
  pruneBackups(request: PruneRequest, run: ConfigurationRun): Promise<Result<PruneReport>> {
    return pruneBackups(this.base, this.deadlines, request, run);
  }

  /** Keeps a set whatever the retention policy says, or lets it go again. */
  pinBackup(request: PinRequest, run: ConfigurationRun): Promise<Result<PinReport>> {
    return pinBackup(this.base, this.deadlines, request, run);
  }

  /** Has backups made, drilled and pruned at their time by the system. */
  installSchedule(request: Parameters<typeof scheduleEnvironment>[2], run: ConfigurationRun): Promise<Result<ScheduleReport>> {
    return scheduleEnvironment(this.base, this.deadlines, request, run);
  }

  /** Takes the schedule away. Returns what was there, for people. */
  removeSchedule(run: ConfigurationRun): Promise<Result<readonly string[]>> {
    return unscheduleEnvironment(this.base, this.deadlines, run);
  }

  /** What is known of the schedule, and how its last runs ended. */
  schedule(): KnownSchedule {
    return scheduleOf(this.base);
  }

  /** Runs a command in the tools container: beside a component, or as a neighbour of all. The exit status is the command's. */
  async runTool(request: ToolRequest): Promise<Result<number>> {
    const { catalog, selection, processEnv } = this.base;
    const { component, command, ...streams } = request;
    const session = await this.#session(request.signal);
    const image = processEnv['DSW_TOOLS_IMAGE'] ?? selection.project.entries.get('DSW_TOOLS_IMAGE')?.value;
    const ended = await runTool({
      ...streams,
      command,
      place: { workspace: catalog.root, environment: selection.environment },
      processEnv,
      invoker: { uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 },
      ...(component === undefined ? {} : { beside: session.resolved(component).instance }),
      ...(image === undefined ? {} : { image }),
      ...(selection.registry === undefined ? {} : { registry: selection.registry }),
    });
    return ended.ok ? ended : fail(...ended.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, this.base.redactor.redact)));
  }

  /** Output of a component, oldest line first, without secrets. */
  async *logs(name: string, options: LogOptions): AsyncGenerator<string> {
    const session = await this.#session(options.signal);
    const resolved = session.resolved(name);
    if (hasUnknownSecrets({ component: resolved.instance.component, variables: resolved.variables })) {
      yield withheld;
      return;
    }
    yield* redactLines(this.base.redactor, this.base.runtime.logs(resolved.instance, options));
  }

  /** The variables of a component, with where each comes from. */
  async variables(name: string): Promise<ComponentVariables> {
    return (await this.#session(new AbortController().signal)).resolved(name).variables;
  }

  /** Problems of the manifests of `names`, of their configuration and of their compose files; of all when there are no names. */
  async validate(names: readonly string[] = []): Promise<Diagnostic[]> {
    const { catalog } = this.base;
    const resolved = await resolveInstances(this.base);
    const chosen = [...resolved.values()].filter(({ instance }) => names.length === 0 || names.includes(instance.component.name));
    const { redact } = this.base.redactor;
    const found = (await Promise.all(chosen.map(({ instance }) => checkDefinition(instance)))).flat();
    const definitions = found.map((diagnostic) => redactDiagnostic(diagnostic, redact));
    if (names.length === 0) return [...catalog.diagnostics, ...definitions];
    const roots = [...catalog.components.values(), ...catalog.disabled]
      .filter(({ name }) => names.includes(name))
      .map(({ root }) => `${root}/`);
    const own = catalog.diagnostics.filter(({ file }) => roots.some((root) => file?.startsWith(root) === true));
    const disabled = catalog.disabled.filter(({ name }) => names.includes(name)).flatMap(({ diagnostics }) => diagnostics);
    return [...new Set([...own, ...disabled]), ...definitions];
  }

  /** Names that are no component, as diagnostics with a suggestion. A disabled component gives its own. */
  checkNames(names: readonly string[]): Result<void> {
    const { components, disabled } = this.base.catalog;
    const diagnostics = names.flatMap((name): readonly Diagnostic[] => {
      if (components.has(name)) return [];
      const broken = disabled.find((other) => other.name === name);
      if (broken !== undefined) return broken.diagnostics;
      const near = nearMiss(name, components.keys());
      return [
        problem(
          'unknown-component',
          `there is no component ${name}`,
          near === undefined ? 'dsw status lists them.' : `Did you mean ${near}?`,
        ),
      ];
    });
    return diagnostics.length === 0 ? ok() : fail(...diagnostics);
  }

  /** Makes `env/project.env` from its template where it is missing. Returns what was made. */
  async prepareProject(): Promise<string | undefined> {
    const change = await prepareProjectEnv(this.base.catalog.root);
    return change?.kind === 'created' ? `${change.file} from ${change.template}` : undefined;
  }

  /** Makes the configuration files that are missing, and brings the others up to their templates if that is approved. */
  async prepareConfiguration(request: PrepareRequest, run: ConfigurationRun): Promise<Result<PreparedConfiguration>> {
    return prepareEnvironment(this.base, this.deadlines, request, run);
  }

  /** Brings an earlier configuration back: the one named `at`, or the newest. */
  async restoreConfiguration(at: string | undefined, run: ConfigurationRun): Promise<Result<RestoredConfiguration>> {
    return restoreEnvironmentConfiguration(this.base, this.deadlines, at, run);
  }

  /** Has the configuration of a component edited by a person. */
  async editConfiguration(name: string, editing: Editing, run: ConfigurationRun): Promise<Result<Edited>> {
    return editConfiguration(this.base, this.deadlines, name, editing, run);
  }

  /** Removes the environment, in which nothing may run. */
  async removeEnvironment(options: RunOptions): Promise<Result<RemovedEnvironment>> {
    return removeEnvironment(this.base, this.deadlines, options);
  }

  /** What is alive in the environment. */
  async running(): Promise<Running> {
    return findRunning(this.base);
  }

  /** What each component makes of a variable. Fails when none knows it. */
  async explain(variable: string): Promise<Result<Explained>> {
    return explain(this.base, variable);
  }

  /** The variables of all components, by component. */
  async allVariables(): Promise<ReadonlyMap<string, ComponentVariables>> {
    return (await resolveAll(this.base)).resolved;
  }

  /** For the supervisor: what the runtime alone says of components that run as plain processes. An engine looks after its containers itself. */
  async observeProcesses(): Promise<ReadonlyMap<string, RuntimeState>> {
    const resolved = await resolveInstances(this.base);
    return this.base.runtime.observe([...resolved.values()].map(({ instance }) => instance).filter(({ runtime }) => runtime === 'process'));
  }

  /** For the supervisor: launches a component that died, without waiting until it is ready. */
  startAgain(name: string, signal: AbortSignal): Promise<Result<string>> {
    return startAgain(this.base, this.deadlines, name, signal);
  }

  #scheduleProblems(): Diagnostic[] {
    const { place, record, moment } = this.schedule();
    return scheduleProblems(place, record, moment);
  }

  async #silently(options: RunOptions, body: (options: RunOptions) => Promise<RunReport>): Promise<RunReport> {
    const { redact } = this.base.redactor;
    const emit: Emit = (event) => {
      options.emit(redactEvent(event, redact));
    };
    return redactReport(await body({ ...options, emit }), redact);
  }

  #session(signal: AbortSignal): Promise<Session> {
    return Session.open(this.base, () => undefined, signal, this.deadlines);
  }
}

function backupsOf({ lastBackup }: ObservedComponent): Pick<ComponentStatus, 'lastBackup' | 'lastVerified'> {
  if (lastBackup === null) return { lastBackup: null, lastVerified: null };
  const { set, at, bytes, verified } = lastBackup;
  return { lastBackup: { set, at, bytes, verifiedAt: verified?.set === set ? verified.verifiedAt : null }, lastVerified: verified };
}

/** A command that was killed may have left anything half done; whoever looks should know, and that nothing needs to be mended by hand. */
async function killedCommand({ paths }: Session): Promise<Diagnostic[]> {
  const holder = await lockHolder(join(paths.run, 'lock'));
  if (holder === undefined || holder.alive) return [];
  const message = `${holder.command} (process ${holder.process.pid}) was killed while it worked on this environment`;
  return [{ ...problem('killed', message, 'The next command that changes anything settles what it left behind.'), severity: 'warning' }];
}
