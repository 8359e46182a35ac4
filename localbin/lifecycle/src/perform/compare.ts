import { compareContents, describeDifference, snapshotContents, volumeContents, type ChosenSet } from '@dust-workspace/backup';
import { fail, ok, problem, type ContentEntry, type Result } from '@dust-workspace/component';
import type { Instance } from '@dust-workspace/runtime';
import { loadHook } from '../loadHooks.js';
import { runHook } from '../runHook.js';
import type { Session } from '../session.js';

export interface Comparison {
  readonly set: ChosenSet;
  /** Whether digests are compared, where the backup recorded them. */
  readonly digest: boolean;
}

export interface Compared {
  /** Whether there was anything to compare. */
  readonly compared: boolean;
  /** What was found, for people. */
  readonly detail: string;
}

/** Compares what a running instance holds with what its backup recorded. Says what was compared; every difference is a failure. */
export async function compareRunning(
  session: Session,
  instance: Instance,
  { set, digest }: Comparison,
  log: (line: string) => void,
): Promise<Result<Compared>> {
  const { component } = instance;
  const recorded = await snapshotContents(set, component.name);
  if (!recorded.ok) return recorded;
  if (recorded.value === undefined) return ok({ compared: false, detail: 'the backup recorded nothing to compare it with' });
  const hook = await loadHook(component, 'contents');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found?.kind !== 'code') return ok({ compared: false, detail: 'it has no hook that says what it holds' });
  const wanted = { digest: digest && recorded.value.some((entry) => entry.digest !== undefined) };
  const run = session.hookRun(instance, session.deadlines.transfer, log);
  const contents = await runHook('contents', run, (context) => found.run.call(found.hooks, context, wanted));
  if (!contents.ok) return contents;
  return verdict(session, component.name, recorded.value, contents.value, wanted.digest);
}

/** The same for the copy of a volume which nothing has used yet. */
export async function compareVolume(
  session: Session,
  component: string,
  folder: string,
  { set, digest }: Comparison,
): Promise<Result<Compared>> {
  const recorded = await snapshotContents(set, component);
  if (!recorded.ok) return recorded;
  if (recorded.value === undefined) return ok({ compared: false, detail: 'the backup recorded nothing to compare it with' });
  const wanted = digest && recorded.value.some((entry) => entry.digest !== undefined);
  return verdict(session, component, recorded.value, await volumeContents(folder, { digest: wanted }), wanted);
}

/** How many differences are told. */
const most = 10;

function verdict(
  session: Session,
  component: string,
  recorded: readonly ContentEntry[],
  found: readonly ContentEntry[],
  digest: boolean,
): Result<Compared> {
  const differences = compareContents(recorded, found, session.base.now());
  if (differences.length === 0 && recorded.length === 0) return ok({ compared: true, detail: 'it holds nothing, as recorded' });
  if (differences.length === 0)
    return ok({ compared: true, detail: `as recorded: ${summary(recorded)}${digest ? '' : ', without digests'}` });
  const told = differences.slice(0, most).map((difference) => `    ${describeDifference(difference)}`);
  const more = differences.length > most ? [`    and ${differences.length - most} more`] : [];
  return fail(
    problem(
      'drill-difference',
      `the restored ${component} is not what the backup recorded:\n${[...told, ...more].join('\n')}`,
      'This backup cannot be relied on: make a new one, drill that, and find out what happened to this one.',
    ),
  );
}

/** `3 tables, 120 rows`: the kinds and how many there are of each. */
function summary(entries: readonly ContentEntry[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of entries) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const [largest = ['entry', 0], ...others] = [...kinds].sort(([, a], [, b]) => b - a).slice(0, 3);
  const counted = entries.reduce((sum, { count = 0 }) => sum + count, 0);
  const parts = [largest, ...others].map(([kind, number]) => `${number} × ${kind}`);
  return [...parts, ...(counted === 0 ? [] : [`${counted.toLocaleString('en')} counted`])].join(', ');
}
