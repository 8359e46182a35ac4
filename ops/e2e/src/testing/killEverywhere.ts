import { readdir } from 'node:fs/promises';
import { expect, vi } from 'vitest';
import { changesOf, killedAtChange, spread } from './killedAtChange.js';
import { runningIn } from './leftBy.js';
import { until } from './until.js';
import type { Workspace } from './workspace.js';

const volumes = 'platform/store/volumes';

/**
 * Kills `line` at `count` points of its work, one run after the other. After each, `status` must tell the truth and `after` must hold; `before` makes
 * the state from which the next begins.
 */
export async function killEverywhere(
  workspace: Workspace,
  line: string,
  options: { readonly count: number; readonly before: () => Promise<void>; readonly after: () => Promise<void> },
): Promise<void> {
  await options.before();
  const changes = await changesOf(workspace, line);
  let killed = 0;
  for (const change of spread(options.count, changes)) {
    await options.before();
    const { ran } = await killedAtChange(workspace, line, change);
    if (ran.signal === 'SIGKILL') killed += 1;
    await tellsTheTruth(workspace);
    await options.after();
  }
  expect(killed).toBeGreaterThan(options.count / 3);
}

/** What status says of the store against the process table and its volumes. */
async function tellsTheTruth(workspace: Workspace): Promise<void> {
  const { store: status } = await workspace.status();
  const runs = runningIn(workspace.root).some((line) => line.endsWith(' sleep infinity'));
  const halfRestored = (await readdir(workspace.path(volumes)).catch((): string[] => [])).includes('.restoring-local');
  expect(status?.detail.startsWith('its restore was interrupted')).toBe(halfRestored);
  expect(runs ? [halfRestored ? 'failed' : 'healthy'] : ['stopped', 'failed'], status?.detail).toContain(status?.state);
}

/** Nothing runs but the component and the supervisor; nothing lies about that a finished command would not leave. */
export async function isTidy(workspace: Workspace): Promise<void> {
  await until('nothing runs but the component and its supervisor', () =>
    runningIn(workspace.root).every((line) => line.endsWith(' sleep infinity') || line.includes('supervisorMain')),
  );
  expect(await readdir(workspace.path(volumes))).toEqual(['local']);
  // The supervisor may be just about to say that it is there.
  await vi.waitFor(async () => expect(await halfWritten(workspace)).toEqual([]), { timeout: 5_000 });
}

/** The files of changes that are under way, or were never ended. */
async function halfWritten(workspace: Workspace): Promise<string[]> {
  const names = [
    ...(await readdir(workspace.path('env'), { recursive: true })),
    ...(await readdir(workspace.path(volumes), { recursive: true })),
  ];
  return names.filter((name) => /\.(tmp|draft|breaking|partial)$|\.writer-/.test(name));
}
