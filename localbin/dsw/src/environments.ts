import type { Result } from '@dust-workspace/component';
import { useEnvironment as use } from '@dust-workspace/environment';
import {
  listEnvironments as list,
  openWorkspace,
  renderChanges,
  renderEnvironments,
  renderPrepared,
  renderRestored,
  type ConfigurationRun,
  type PrepareRequest,
  type Workspace,
} from '@dust-workspace/lifecycle';
import { askPerson, isAttended, isYes } from './askPerson.js';
import { exitCodes, print, type Face } from './face.js';
import { interruptible, type Interrupt } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import type { GlobalOptions } from './options.js';
import { progressView } from './progressView.js';
import { approveRemovals, showEvent } from './runRequest.js';

/** Makes what is missing of the configuration; changes the rest when that is approved, and otherwise says what would change. */
export async function prepareConfiguration(
  face: Face,
  options: GlobalOptions & { readonly template?: string; readonly yes?: true },
): Promise<number> {
  const { template, yes } = options;
  return inWorkspace(face, 'dsw env-config-prepare', options, async (workspace, run, interrupt) => {
    const prepared = await workspace.prepareConfiguration(
      { approve: approving(face, yes === true, interrupt), ...(template === undefined ? {} : { template }) },
      run,
    );
    return prepared.ok ? { ok: true, value: renderPrepared(prepared.value) } : prepared;
  });
}

export async function restoreConfiguration(face: Face, options: GlobalOptions & { readonly at?: string }): Promise<number> {
  return inWorkspace(face, 'dsw env-config-restore', options, async (workspace, run) => {
    const restored = await workspace.restoreConfiguration(options.at, run);
    return restored.ok ? { ok: true, value: renderRestored(restored.value, workspace.selection.environment) } : restored;
  });
}

export async function listEnvironments(face: Face, options: GlobalOptions & { readonly json?: true }): Promise<number> {
  return saying(face, options, async ({ open }) => {
    const listed = await list(open);
    if (!listed.ok) return listed;
    return { ok: true, value: options.json === true ? JSON.stringify(listed.value, null, 2) : renderEnvironments(listed.value) };
  });
}

export async function useEnvironment(face: Face, name: string): Promise<number> {
  return saying(face, {}, async ({ open }) => {
    const used = await use(open.root, name);
    if (!used.ok) return used;
    const overruled = face.processEnv['DSW_DEPLOY_ENV'];
    const but =
      overruled === undefined || overruled === '' || overruled === name ? '' : `, but DSW_DEPLOY_ENV of this shell says ${overruled}`;
    return { ok: true, value: `commands act on ${name} now${used.value === name ? '' : ` instead of ${used.value}`}${but}` };
  });
}

export async function createEnvironment(face: Face, name: string, options: GlobalOptions & { readonly from?: string }): Promise<number> {
  const { from } = options;
  return inWorkspace(face, `dsw env-create ${name}`, { ...options, env: name }, async (workspace, run, interrupt) => {
    const request: PrepareRequest = {
      fresh: true,
      approve: approving(face, false, interrupt),
      ...(from === undefined ? {} : { template: from }),
    };
    const prepared = await workspace.prepareConfiguration(request, run);
    if (!prepared.ok) return prepared;
    return {
      ok: true,
      value: [renderPrepared(prepared.value), `dsw up --env ${name} starts it; dsw env-use ${name} makes it the usual one`]
        .join('\n')
        .trim(),
    };
  });
}

export async function removeEnvironment(face: Face, name: string, options: GlobalOptions & { readonly yes?: true }): Promise<number> {
  return inWorkspace(face, `dsw env-remove ${name}`, { ...options, env: name }, async (workspace, run, interrupt) => {
    const removed = await workspace.removeEnvironment({
      ...run,
      approve: (removals) => approveRemovals(face, removals, options, interrupt.signal),
    });
    if (!removed.ok) return removed;
    const nothing = `there is nothing of ${name} to remove`;
    if (removed.value.removed.length === 0) return { ok: true, value: nothing };
    const isChosen = workspace.selection.project.entries.get('DSW_DEPLOY_ENV')?.value === name;
    const still = isChosen ? [`env/project.env still chooses ${name}: dsw env-use local`] : [];
    return { ok: true, value: [`${name} is removed; its backups are kept`, ...still].join('\n') };
  });
}

/** Shows what would change, and asks where somebody can answer. */
function approving(face: Face, yes: boolean, interrupt: Interrupt): PrepareRequest['approve'] {
  return async (changes) => {
    print(face.stdout, renderChanges(changes));
    if (yes) return true;
    return isAttended(face) && isYes(await askPerson(face, 'Change them? Type yes: ', interrupt.signal));
  };
}

async function inWorkspace(
  face: Face,
  command: string,
  options: GlobalOptions,
  body: (workspace: Workspace, run: ConfigurationRun, interrupt: Interrupt) => Promise<Result<string>>,
): Promise<number> {
  return saying(face, options, async ({ open, interrupt }) => {
    const opened = await openWorkspace(open);
    if (!opened.ok) return opened;
    const emit: ConfigurationRun['emit'] = (event) => showEvent(progressView(face.stdout), event);
    return body(opened.value, { command, signal: interrupt.signal, emit }, interrupt);
  });
}

/** Prints what `body` has to say, or why it failed. */
async function saying(
  face: Face,
  options: GlobalOptions,
  body: (tools: { readonly open: NonNullable<ReturnType<typeof openOptions>>; readonly interrupt: Interrupt }) => Promise<Result<string>>,
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const interrupt = interruptible(face);
  try {
    const said = await body({ open, interrupt });
    if (said.ok) print(face.stdout, said.value);
    else printDiagnostics(face, said.diagnostics);
    if (said.ok) return exitCodes.ok;
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  } finally {
    interrupt.dispose();
  }
}
