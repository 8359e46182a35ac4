import { basename } from 'node:path';
import { checkSnapshot, chooseSet, type ChosenSet, type SnapshotRecord, type Store } from '@dust-workspace/backup';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { askEngine, engineProblem } from '../dataEngine.js';
import { isReady, type Observation } from '../observation.js';
import type { RestoreChoices, Source, Sources } from '../perform.js';
import type { Task } from '../plan.js';
import type { BackupChoices } from '../request.js';
import type { Session } from '../session.js';
import { transferReport } from './transfer.js';

/** Where the sets of another environment are that are to be restored in this one, and whether that is a drill. */
export interface Borrowed {
  readonly store: Store;
  readonly environment: string;
  /** Whether an incomplete set will do: somebody has said so already. */
  readonly incomplete?: boolean;
  readonly drill?: NonNullable<RestoreChoices['drill']>;
}

/** Snapshots to restore or verify, each checked to the last byte before anything is touched. One that is damaged refuses the whole request. */
export async function restoreSources(
  session: Session,
  tasks: readonly Task[],
  observed: Observation,
  request: BackupChoices,
  from: Result<Pick<Borrowed, 'store' | 'environment' | 'incomplete'>>,
): Promise<Result<Sources>> {
  const { catalog, selection } = session.base;
  const sources = new Map<string, Source>();
  const asked = tasks.filter(({ verb }) => verb === 'restore' || verb === 'verify');
  const candidates = asked.filter(
    ({ component, named }) => named || catalog.components.get(component)?.manifest.profiles.includes(selection.profile) === true,
  );
  if (candidates.length === 0) return ok(sources);
  if (!from.ok) return from;
  const set = await chooseSet({
    store: from.value.store,
    workspace: basename(catalog.root),
    environment: from.value.environment,
    components: candidates.filter(({ named }) => named).map(({ component }) => component),
    incomplete: request.force === true || from.value.incomplete === true,
    ...(request.set === undefined ? {} : { wanted: request.set }),
  });
  if (!set.ok) return set;
  for (const message of set.value.notices) session.emit({ kind: 'notice', message });
  const diagnostics: Diagnostic[] = [];
  for (const task of candidates) {
    const { component } = task;
    if (sources.has(component) || !set.value.manifest.snapshots.some((snapshot) => snapshot.component === component)) continue;
    const snapshot = await checkedSnapshot(session, set.value, task);
    if (snapshot.ok) sources.set(component, { set: set.value, snapshot: snapshot.value });
    else diagnostics.push(...snapshot.diagnostics);
  }
  if (diagnostics.length === 0 && request.force !== true)
    for (const { verb, component } of candidates)
      if (verb === 'restore') diagnostics.push(...(await unfit(session, component, sources.get(component), observed)));
  return diagnostics.length > 0 ? fail(...diagnostics) : ok(sources);
}

async function checkedSnapshot(session: Session, set: ChosenSet, task: Task): Promise<Result<SnapshotRecord>> {
  const { id, verb, component } = task;
  const operation = { id, verb, component, cause: '', after: [], requires: [], milestones: [] };
  const transfer = transferReport(operation, session.emit);
  const checked = await checkSnapshot(set, component, transfer.onProgress);
  transfer.end();
  return checked;
}

/** Why what runs here must not get these data. What does not run is asked once it does, on an empty volume beside its own. */
async function unfit(session: Session, component: string, source: Source | undefined, observed: Observation): Promise<Diagnostic[]> {
  const recorded = source?.snapshot.engine;
  const found = observed.get(component);
  if (recorded === undefined || found === undefined || !isReady(found.state)) return [];
  const here = await askEngine(session, session.resolved(component).instance);
  if (!here.ok || here.value === undefined) return [];
  const refusal = engineProblem(component, recorded, here.value);
  return refusal === undefined ? [] : [refusal];
}
