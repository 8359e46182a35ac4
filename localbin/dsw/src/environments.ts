import { useEnvironment as use } from '@dust-workspace/environment';
import {
  listEnvironments as list,
  preparedAsJson,
  renderChanges,
  renderEnvironments,
  renderPrepared,
  renderRestored,
  terminalWidth,
  type PrepareRequest,
} from '@dust-workspace/lifecycle';
import { askPerson, isAttended, isYes } from './askPerson.js';
import { print, type Face } from './face.js';
import { changeInWorkspace, changing, type JsonOption } from './inWorkspace.js';
import type { Interrupt } from './interruptible.js';
import type { ChangeOptions, GlobalOptions } from './options.js';
import { approveRemovals } from './runRequest.js';

/** Makes what is missing of the configuration; changes the rest when that is approved, and otherwise says what would change. */
export async function prepareConfiguration(
  face: Face,
  options: ChangeOptions & JsonOption & { readonly template?: string; readonly yes?: true },
): Promise<number> {
  const { template } = options;
  return changeInWorkspace(face, 'dsw env-config-prepare', options, async (workspace, run, interrupt) => {
    const prepared = await workspace.prepareConfiguration(
      { approve: approving(face, options, interrupt), ...(template === undefined ? {} : { template }) },
      run,
    );
    if (!prepared.ok) return prepared;
    return { ok: true, value: { text: renderPrepared(prepared.value), result: preparedAsJson(prepared.value) } };
  });
}

export async function restoreConfiguration(face: Face, options: ChangeOptions & JsonOption & { readonly at?: string }): Promise<number> {
  return changeInWorkspace(face, 'dsw env-config-restore', options, async (workspace, run) => {
    const restored = await workspace.restoreConfiguration(options.at, run);
    if (!restored.ok) return restored;
    const text = renderRestored(restored.value, workspace.selection.environment, options.dryRun);
    return { ok: true, value: { text, result: restored.value } };
  });
}

export async function listEnvironments(face: Face, { json, ...options }: GlobalOptions & JsonOption): Promise<number> {
  return changing(face, options, async (open) => {
    const listed = await list(open);
    if (!listed.ok) return listed;
    const text = json === true ? JSON.stringify(listed.value, null, 2) : renderEnvironments(listed.value, terminalWidth(face.stdout));
    return { ok: true, value: { text, result: undefined } };
  });
}

export async function useEnvironment(face: Face, name: string, options: ChangeOptions & JsonOption): Promise<number> {
  const { dryRun = false, json } = options;
  return changing(face, { dryRun, json }, async (open) => {
    const used = await use(open.root, name, dryRun);
    if (!used.ok) return used;
    const overruled = face.processEnv['DSW_DEPLOY_ENV'];
    const but =
      overruled === undefined || overruled === '' || overruled === name ? '' : `, but DSW_DEPLOY_ENV of this shell says ${overruled}`;
    const act = dryRun ? `commands would act on ${name}` : `commands act on ${name} now`;
    const text = `${act}${used.value === name ? '' : ` instead of ${used.value}`}${but}`;
    return { ok: true, value: { text, result: { environment: name, before: used.value } } };
  });
}

export async function createEnvironment(
  face: Face,
  name: string,
  options: ChangeOptions & JsonOption & { readonly from?: string },
): Promise<number> {
  const { from } = options;
  return changeInWorkspace(face, `dsw env-create ${name}`, { ...options, env: name }, async (workspace, run, interrupt) => {
    const request: PrepareRequest = {
      fresh: true,
      approve: approving(face, options, interrupt),
      ...(from === undefined ? {} : { template: from }),
    };
    const prepared = await workspace.prepareConfiguration(request, run);
    if (!prepared.ok) return prepared;
    const next = options.dryRun === true ? [] : [`dsw up --env ${name} starts it; dsw env-use ${name} makes it the usual one`];
    const text = [renderPrepared(prepared.value), ...next].join('\n').trim();
    return { ok: true, value: { text, result: preparedAsJson(prepared.value) } };
  });
}

export async function removeEnvironment(
  face: Face,
  name: string,
  options: ChangeOptions & JsonOption & { readonly yes?: true },
): Promise<number> {
  return changeInWorkspace(face, `dsw env-remove ${name}`, { ...options, env: name }, async (workspace, run, interrupt) => {
    const done = await workspace.removeEnvironment({
      ...run,
      dryRun: run.dryRun === true,
      approve: (removals) => approveRemovals(face, removals, options, interrupt.signal),
    });
    if (!done.ok) return done;
    const { removed } = done.value;
    const isChosen = workspace.selection.project.entries.get('DSW_DEPLOY_ENV')?.value === name;
    const still = isChosen ? [`env/project.env still chooses ${name}: dsw env-use local`] : [];
    return { ok: true, value: { text: removal(name, removed, options.dryRun === true, still), result: done.value } };
  });
}

function removal(name: string, removed: readonly string[], dryRun: boolean, still: readonly string[]): string {
  if (removed.length === 0) return `there is nothing of ${name} to remove`;
  if (dryRun) return ['this would remove:', ...removed.map((what) => `  ${what}`)].join('\n');
  return [`${name} is removed; its backups are kept`, ...still].join('\n');
}

/** Shows what would change, and asks where somebody can answer. */
function approving(face: Face, { yes, json }: JsonOption & { readonly yes?: true }, interrupt: Interrupt): PrepareRequest['approve'] {
  return async (changes) => {
    print(json === true ? face.stderr : face.stdout, renderChanges(changes));
    if (yes === true) return true;
    return isAttended(face) && isYes(await askPerson(face, 'Change them? Type yes: ', interrupt.signal));
  };
}
