import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { paintFor, renderInstalled, renderSchedule, scheduleAsJson, terminalWidth, type WantedTimes } from '@dust-workspace/lifecycle';
import type { Face } from './face.js';
import { changeInWorkspace, inWorkspace, type JsonOption } from './inWorkspace.js';
import type { ChangeOptions, GlobalOptions } from './options.js';

export async function installSchedule(face: Face, options: ChangeOptions & JsonOption & WantedTimes): Promise<number> {
  const { backup, drill, prune } = options;
  const said = Object.entries({ backup, drill, prune }).filter(([, time]) => time !== undefined);
  return changeInWorkspace(face, 'dsw schedule-install', options, async (workspace, run) => {
    const command = [process.execPath, commandOf(workspace.catalog.root)] as const;
    const installed = await workspace.installSchedule({ wanted: Object.fromEntries(said), command }, run);
    if (!installed.ok) return installed;
    return { ok: true, value: { text: renderInstalled(installed.value, undefined, options.dryRun), result: installed.value } };
  });
}

export async function removeSchedule(face: Face, options: ChangeOptions & JsonOption): Promise<number> {
  return changeInWorkspace(face, 'dsw schedule-remove', options, async (workspace, run) => {
    const removed = await workspace.removeSchedule(run);
    if (!removed.ok) return removed;
    const lines = removed.value.map((what) => `${options.dryRun === true ? 'would remove' : 'removed'} ${what}`);
    const text = lines.join('\n') || `nothing was scheduled for ${workspace.selection.environment}`;
    return { ok: true, value: { text, result: { removed: removed.value } } };
  });
}

/** Exits 0 whatever it tells. */
export async function scheduleStatus(face: Face, options: GlobalOptions & { readonly json?: true }): Promise<number> {
  return inWorkspace(face, 'dsw schedule-status', options, async (workspace) => {
    const known = workspace.schedule();
    const text =
      options.json === true
        ? JSON.stringify(scheduleAsJson(known), null, 2)
        : renderSchedule(known, paintFor(face.stdout, face.processEnv), terminalWidth(face.stdout));
    return { ok: true, value: text };
  });
}

/** The command of the workspace itself, or else the one that runs now. */
function commandOf(root: string): string {
  const own = join(root, 'localbin', 'bin', 'dsw');
  return existsSync(own) ? own : (process.argv[1] ?? own);
}
