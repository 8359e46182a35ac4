import { join } from 'node:path';
import { fail, type Catalog, type Diagnostic, type Result } from '@dust-workspace/component';
import {
  environmentPaths,
  prepareProjectEnv,
  type ComponentVariables,
  type Edited,
  type Editing,
  type RestoredConfiguration,
  type Selection,
} from '@dust-workspace/environment';
import { runTool, type LogOptions, type RuntimeState, type ToolRun, type Usage } from '@dust-workspace/runtime';
import { refused } from './report.js';
import type { BackupChoices, Request, RunOptions, RunReport } from './request.js';
import type { BackupContents } from './backups/contents.js';
import type { BackupListing } from './backups/list.js';
import type { PinReport, PinRequest } from './backups/pin.js';
import type { PruneReport, PruneRequest } from './backups/prune.js';
import type { RestoreAsRequest } from './backups/restoreAs.js';
import { isThrowAway, throwAwayProblem } from './backups/throwAway.js';
import { checkNames } from './checkNames.js';
import { checkoutsOf } from './checkout/checkoutsOf.js';
import type { UpdatedCheckout, UpdateRequest } from './checkout/updateCheckouts.js';
import type { BundlePlan, DiagnoseRequest } from './diagnose/diagnose.js';
import type { Finding } from './doctor/finding.js';
import type { Mended, MendOptions } from './doctor/mend.js';
import type { ContextRequest } from './commands/runInContext.js';
import { dependenciesOf, type ComponentDependencies } from './dependencies.js';
import type { ConfigurationRun } from './environments/configurationRun.js';
import type { Explained } from './environments/explain.js';
import type { PreparedConfiguration, PrepareRequest } from './environments/prepare.js';
import type { RemovedEnvironment } from './environments/remove.js';
import type { Running } from './environments/running.js';
import type { Emit } from './events.js';
import type { ForwardRow } from './forward/planForward.js';
import { lockHolder, type LockHolder } from './lock.js';
import { componentsWithOutput, linesOf, linesOfComponents, type TogetherOptions } from './logs/linesOfComponents.js';
import type { LogLine } from './logs/mergeLines.js';
import type { MigrationTarget } from './migrate.js';
import { profileComponents } from './profileComponents.js';
import { readStatus } from './readStatus.js';
import { redactDiagnostic, redactEvent, redactReport, redactStatus } from './redactOutput.js';
import { resolveAll } from './resolveAll.js';
import { resolveInstances } from './resolveInstances.js';
import type { ScheduleRequest } from './schedule/scheduleEnvironment.js';
import { scheduleOf, type KnownSchedule } from './schedule/scheduleOf.js';
import type { ScheduleReport } from './schedule/install.js';
import { Session, type Base, type Deadlines } from './session.js';
import type { StatusReport } from './status.js';

export interface ToolRequest extends Pick<ToolRun, 'command' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'signal' | 'onProgress'> {
  readonly component?: string;
}

/**
 * The engine behind every face. It holds what was read when it was opened; open it anew to see changes of manifests. What only some of its methods
 * need they load themselves: to load all of it takes longer than to answer most questions.
 */
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

  /** What each sound component depends on, in the order of starting. */
  dependencies(): readonly ComponentDependencies[] {
    return dependenciesOf(this.base.catalog.components, this.base.graph);
  }

  /** The components of the profile, and all that they need to run and to be prepared, by name. */
  get profileWithNeeds(): readonly string[] {
    const { graph } = this.base;
    return graph.preparation(graph.closure(profileComponents(this.base))).sort();
  }

  /** The state of every sound component, or of `names`. Reads only; what could not be observed says so. */
  async status(names: readonly string[] = [], signal: AbortSignal = new AbortController().signal): Promise<StatusReport> {
    const report = await readStatus(await this.#session(signal), names);
    return redactStatus(report, this.base.redactor.redact);
  }

  /** What every sound component, or each of `names`, takes of the machine. Those that do not run are absent. */
  async usage(names: readonly string[] = []): Promise<ReadonlyMap<string, Usage>> {
    const resolved = await resolveInstances(this.base);
    const instances = [...resolved.values()].map(({ instance }) => instance);
    return this.base.runtime.usage(instances.filter(({ component }) => names.length === 0 || names.includes(component.name)));
  }

  /** Observes, plans, and executes the plan under the lock of the environment. */
  async run(request: Request, options: RunOptions): Promise<RunReport> {
    const { catalog, selection } = this.base;
    if (isThrowAway(catalog.root, selection.environment) && !(request.kind === 'word' && ['down', 'stop', 'purge'].includes(request.word)))
      return refused([throwAwayProblem(selection.environment)]);
    const [{ runRequest }, { forgetUnfinished }] = await Promise.all([import('./runRequest.js'), import('./backups/unfinishedCopy.js')]);
    // Whoever works in an environment that is half a copy has taken it over.
    if (options.dryRun !== true) await forgetUnfinished(this.base.catalog.root, this.base.selection.environment);
    return this.#silently(options, (silent) => runRequest(this.base, this.deadlines, request, silent));
  }

  /** Takes the data of the environment to another runtime. */
  async migrate(target: MigrationTarget, options: RunOptions): Promise<RunReport> {
    const { migrate } = await import('./migrate.js');
    return this.#silently(options, (silent) => migrate(this.base, this.deadlines, target, silent));
  }

  /** Clones the checkouts that the profile takes. */
  async initialiseHost(options: RunOptions): Promise<RunReport> {
    const { catalog, graph } = this.base;
    const needed = graph.preparation(graph.closure(profileComponents(this.base)));
    const names = checkoutsOf(catalog).filter((name) => needed.includes(name));
    if (names.length === 0) return { outcomes: [], plan: { operations: [] }, diagnostics: [], ok: true };
    return this.run({ kind: 'word', word: 'prep', names }, options);
  }

  /** Moves checkouts to the commit that is wanted. */
  async updateCheckouts(request: UpdateRequest, run: ConfigurationRun): Promise<Result<readonly UpdatedCheckout[]>> {
    const { updateCheckouts } = await import('./checkout/updateCheckouts.js');
    return updateCheckouts(this.base, this.deadlines, request, run);
  }

  /** What is well here and what is not, for the profile or for `names`. */
  async examine(names: readonly string[]): Promise<Finding[]> {
    const [{ findings }, { redactFinding }] = await Promise.all([import('./doctor/findings.js'), import('./doctor/redactFinding.js')]);
    const found = await findings(await this.#session(new AbortController().signal), names);
    return found.map((finding) => redactFinding(finding, this.base.redactor.redact));
  }

  /** Mends what findings say can be mended without asking. Returns what became of each. */
  async mend(found: readonly Finding[], options: MendOptions): Promise<readonly Mended[]> {
    const { mend } = await import('./doctor/mend.js');
    return mend(this.base, this.deadlines, found, { ...options, emit: () => undefined, approve: async () => false });
  }

  /** A bundle for the report of a fault, which is not written yet. */
  async diagnose(request: DiagnoseRequest): Promise<BundlePlan> {
    const { diagnose } = await import('./diagnose/diagnose.js');
    return diagnose(this, await this.#session(request.signal), request);
  }

  /** Proves that a set restores, in a throw-away environment. No names: all components that are in it. */
  async drill(request: BackupChoices & { readonly names: readonly string[] }, options: RunOptions): Promise<RunReport> {
    const { drill } = await import('./backups/drill.js');
    return this.#silently(options, (silent) => drill(this.base, this.deadlines, request, silent));
  }

  /** Brings a set up as another environment. */
  async restoreAs(request: RestoreAsRequest, options: RunOptions): Promise<RunReport> {
    const { restoreAs } = await import('./backups/restoreAs.js');
    return this.#silently(options, (silent) => restoreAs(this.base, this.deadlines, request, silent));
  }

  /** All sets of the environment, sound or not. */
  async listBackups(): Promise<Result<BackupListing>> {
    const { listBackups } = await import('./backups/list.js');
    return listBackups(this.base);
  }

  /** What a set holds, as it was recorded: `wanted` is its id, or the beginning of just one. */
  async backupContents(wanted: string): Promise<Result<BackupContents>> {
    const { readBackupContents } = await import('./backups/contents.js');
    return readBackupContents(this.base, wanted);
  }

  /** Removes the sets that the retention policy does not keep, or says which ones it would. */
  async pruneBackups(request: PruneRequest, run: ConfigurationRun): Promise<Result<PruneReport>> {
    const { pruneBackups } = await import('./backups/prune.js');
    return pruneBackups(this.base, this.deadlines, request, run);
  }

  /** Keeps a set whatever the retention policy says, or lets it go again. */
  async pinBackup(request: PinRequest, run: ConfigurationRun): Promise<Result<PinReport>> {
    const { pinBackup } = await import('./backups/pin.js');
    return pinBackup(this.base, this.deadlines, request, run);
  }

  /** Has backups made, drilled and pruned at their time by the system. */
  async installSchedule(request: ScheduleRequest, run: ConfigurationRun): Promise<Result<ScheduleReport>> {
    const { scheduleEnvironment } = await import('./schedule/scheduleEnvironment.js');
    return scheduleEnvironment(this.base, this.deadlines, request, run);
  }

  /** Takes the schedule away. Returns what was there, for people. */
  async removeSchedule(run: ConfigurationRun): Promise<Result<readonly string[]>> {
    const { unscheduleEnvironment } = await import('./schedule/scheduleEnvironment.js');
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

  /** Hands a command in the context of a component over to whoever sits there, also while it does not run. The exit status is the command's. */
  async runInContext(request: ContextRequest): Promise<Result<number>> {
    const { runInContext } = await import('./commands/runInContext.js');
    return runInContext(await this.#session(request.signal), request);
  }

  /** What becomes of the well-known ports of `names`, or of the profile with what it needs, when they are passed on to this environment. */
  async portsToForward(names: readonly string[]): Promise<ForwardRow[]> {
    const { portsToForward } = await import('./forward/portsToForward.js');
    return portsToForward(await this.#session(new AbortController().signal), names);
  }

  /** Output of a component, oldest line first, without secrets. */
  async *logs(name: string, options: LogOptions): AsyncGenerator<string> {
    yield* linesOf(await this.#session(options.signal), name, options);
  }

  /** Output of `names` together, or of all that have ever run here, and whose it may be. */
  async logsTogether(
    names: readonly string[],
    options: TogetherOptions,
  ): Promise<{ names: readonly string[]; lines: AsyncIterable<LogLine> }> {
    const session = await this.#session(options.signal);
    const chosen = await componentsWithOutput(session, names);
    return { names: chosen, lines: linesOfComponents(session, chosen, options) };
  }

  /** The variables of a component, with where each comes from. */
  async variables(name: string): Promise<ComponentVariables> {
    return (await this.#session(new AbortController().signal)).resolved(name).variables;
  }

  /** Problems of the manifests of `names`, of their configuration and of their compose files; of all when there are no names. */
  async validate(names: readonly string[] = []): Promise<Diagnostic[]> {
    const { validate } = await import('./validate.js');
    return validate(this.base, names);
  }

  /** Names that are no component, as diagnostics with a suggestion. A disabled component gives its own. */
  checkNames(names: readonly string[]): Result<void> {
    return checkNames(this.base.catalog, names);
  }

  /** Makes `env/project.env` from its template where it is missing. Returns what was made. */
  async prepareProject(): Promise<string | undefined> {
    const change = await prepareProjectEnv(this.base.catalog.root);
    return change?.kind === 'created' ? `${change.file} from ${change.template}` : undefined;
  }

  /** Makes the configuration files that are missing, and brings the others up to their templates if that is approved. */
  async prepareConfiguration(request: PrepareRequest, run: ConfigurationRun): Promise<Result<PreparedConfiguration>> {
    const { prepareEnvironment } = await import('./environments/prepare.js');
    return prepareEnvironment(this.base, this.deadlines, request, run);
  }

  /** Brings an earlier configuration back: the one named `at`, or the newest. */
  async restoreConfiguration(at: string | undefined, run: ConfigurationRun): Promise<Result<RestoredConfiguration>> {
    const { restoreEnvironmentConfiguration } = await import('./environments/restore.js');
    return restoreEnvironmentConfiguration(this.base, this.deadlines, at, run);
  }

  /** Has the configuration of a component edited by a person. */
  async editConfiguration(name: string, editing: Editing, run: ConfigurationRun): Promise<Result<Edited>> {
    const { editConfiguration } = await import('./environments/edit.js');
    return editConfiguration(this.base, this.deadlines, name, editing, run);
  }

  /** Removes the environment, in which nothing may run. */
  async removeEnvironment(options: RunOptions): Promise<Result<RemovedEnvironment>> {
    const { removeEnvironment } = await import('./environments/remove.js');
    return removeEnvironment(this.base, this.deadlines, options);
  }

  /** What is alive in the environment. */
  async running(): Promise<Running> {
    const { findRunning } = await import('./environments/running.js');
    return findRunning(this.base);
  }

  /** The command that works on the environment now, for people: others wait for it. */
  async working(): Promise<LockHolder | undefined> {
    const { catalog, selection } = this.base;
    const holder = await lockHolder(join(environmentPaths(catalog.root, selection.environment).run, 'lock'));
    return holder?.alive === true ? holder : undefined;
  }

  /** What each component makes of a variable. Fails when none knows it. */
  async explain(variable: string): Promise<Result<Explained>> {
    const { explain } = await import('./environments/explain.js');
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
  async startAgain(name: string, signal: AbortSignal): Promise<Result<string>> {
    const { startAgain } = await import('./runRequest.js');
    return startAgain(this.base, this.deadlines, name, signal);
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
