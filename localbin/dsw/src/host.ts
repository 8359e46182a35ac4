import { checkHost, renderUpdate } from '@dust-workspace/lifecycle';
import type { Face } from './face.js';
import { inWorkspace } from './inWorkspace.js';
import type { ChangeOptions, VerbOptions } from './options.js';
import { runRequest } from './runRequest.js';

/** Checks the machine and clones the checkouts that the profile takes. */
export async function initialiseHost(face: Face, options: VerbOptions): Promise<number> {
  return runRequest(face, 'dsw host-init', options, async ({ openWorkspace, runOptions }) => {
    const unfit = checkHost({ nodeVersion: process.versions.node, platform: process.platform });
    if (unfit.length > 0) return { ok: false, diagnostics: unfit };
    const workspace = await openWorkspace();
    if (!workspace.ok) return workspace;
    const report = await workspace.value.initialiseHost(runOptions);
    return { ok: true, value: { workspace: workspace.value, report, showStatus: false } };
  });
}

/** Moves checkouts, all of them where none is named. */
export async function updateCheckouts(
  face: Face,
  names: readonly string[],
  { to, json, ...options }: ChangeOptions & { readonly to?: string; readonly json?: true },
): Promise<number> {
  return inWorkspace(face, `dsw ${['update', ...names].join(' ')}`, options, async (workspace, run) => {
    const known = workspace.checkNames(names);
    if (!known.ok) return known;
    const updated = await workspace.updateCheckouts({ names, ...(to === undefined ? {} : { to }) }, run);
    if (!updated.ok) return updated;
    return { ok: true, value: json === true ? JSON.stringify(updated.value, null, 2) : renderUpdate(updated.value, options.dryRun) };
  });
}
