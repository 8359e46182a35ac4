import {
  backupsAsJson,
  paintFor,
  pruneAsJson,
  renderBackups,
  renderPin,
  renderPrune,
  terminalWidth,
  type GivenRules,
} from '@dust-workspace/lifecycle';
import type { PruneOptions } from './backupCommands.js';
import type { Face } from './face.js';
import { changeInWorkspace, inWorkspace, type JsonOption } from './inWorkspace.js';
import { printDiagnostics } from './open.js';
import type { ChangeOptions, GlobalOptions } from './options.js';
import { withoutSecrets } from './withoutSecrets.js';

/** Exits 0 whenever it could look, also where sets are damaged. */
export async function listBackups(face: Face, options: GlobalOptions & { readonly json?: true }): Promise<number> {
  return inWorkspace(face, 'dsw backup-list', options, async (workspace) => {
    const listed = await workspace.listBackups();
    if (!listed.ok) return listed;
    const { unreadable, strangers } = listed.value;
    printDiagnostics(face, [...unreadable.map(({ diagnostic }) => diagnostic), ...strangers]);
    const paint = paintFor(face.stdout, face.processEnv);
    return {
      ok: true,
      value:
        options.json === true
          ? JSON.stringify(backupsAsJson(listed.value), null, 2)
          : renderBackups(withoutSecrets(face, listed.value), paint, terminalWidth(face.stdout)),
    };
  });
}

export async function pruneBackups(face: Face, options: GlobalOptions & PruneOptions): Promise<number> {
  const { confirm, damaged = [], json } = options;
  return inWorkspace(face, 'dsw backup-prune', options, async (workspace, run) => {
    const pruned = await workspace.pruneBackups({ rules: rulesOf(options), damaged, confirmed: confirm === true }, run);
    if (!pruned.ok) return pruned;
    const kept = pruned.value.unreadable.flatMap(({ kind, diagnostic }) => (kind === 'kept' ? [diagnostic] : []));
    printDiagnostics(face, [...kept, ...pruned.value.strangers]);
    const paint = paintFor(face.stdout, face.processEnv);
    return {
      ok: true,
      value:
        json === true
          ? JSON.stringify(pruneAsJson(pruned.value), null, 2)
          : renderPrune(withoutSecrets(face, pruned.value), paint, terminalWidth(face.stdout)),
    };
  });
}

/** Pins a set, or lets it go where there is no reason. */
export async function pinBackup(face: Face, set: string, reason: string | null, options: ChangeOptions & JsonOption): Promise<number> {
  return changeInWorkspace(face, `dsw backup-${reason === null ? 'unpin' : 'pin'} ${set}`, options, async (workspace, run) => {
    const pinned = await workspace.pinBackup({ set, reason }, run);
    return pinned.ok ? { ok: true, value: { text: renderPin(pinned.value, options.dryRun), result: pinned.value } } : pinned;
  });
}

function rulesOf(options: PruneOptions): GivenRules {
  const { keepLast: last, keepHourly: hourly, keepDaily: daily, keepWeekly: weekly, keepMonthly: monthly, keepYearly: yearly } = options;
  const given = { last, hourly, daily, weekly, monthly, yearly, within: options.keepWithin };
  return Object.fromEntries(Object.entries(given).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}
