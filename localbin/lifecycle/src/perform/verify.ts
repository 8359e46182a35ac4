import { checkEnvironmentFiles, readSnapshot } from '@dust-workspace/backup';
import { fail, ok, type Result } from '@dust-workspace/component';
import type { TransferReport } from '../backups/transfer.js';
import { loadHook, type Hook } from '../loadHooks.js';
import type { Source } from '../perform.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { archiveFile } from './backup.js';

export interface VerifyHooks {
  readonly running: boolean;
  readonly transfer: TransferReport;
  readonly log: (line: string) => void;
}

/**
 * Has the component's own tools read its snapshot, whose checksums were found right before, and stamps the set. What they read is checked once more
 * on the way. Without a hook, and for the copy of a volume, the checksums are all there is to know. Where its tools cannot be asked, it says so, and the set is not
 * stamped.
 */
export async function verify(session: Session, name: string, { set, snapshot }: Source, hooks: VerifyHooks): Promise<Result<string>> {
  const environmentFiles = await checkEnvironmentFiles(set);
  if (!environmentFiles.ok) return environmentFiles;
  const written = `${snapshot.files.length} files of set ${set.id} are as they were written`;
  const hook = snapshot.method === 'hook' ? await loadHook(session.component(name), 'verify') : ok(undefined);
  if (!hook.ok) return hook;
  // The tools are in its container.
  if (hook.value !== undefined && !hooks.running && session.resolved(name).instance.runtime === 'compose')
    return ok(`${written}; its own tools were not asked, for it does not run`);
  const read = hook.value === undefined ? ok() : await ask(session, name, set, hook.value, hooks);
  hooks.transfer.end();
  if (!read.ok) return read;
  const at = session.base.now().toISOString();
  const stamped = await set.store.stamp(set.id, { kind: 'verified', at, components: [name] });
  if (!stamped.ok) return stamped;
  return ok(hook.value === undefined ? written : `${written}, and its own tools can read them`);
}

async function ask(
  session: Session,
  name: string,
  set: Source['set'],
  hook: Hook<'verify'>,
  { transfer, log }: VerifyHooks,
): Promise<Result<void>> {
  const { instance } = session.resolved(name);
  const snapshot = readSnapshot(set, name, transfer.onProgress);
  const done = await runHook('verify', session.hookRun(instance, session.deadlines.transfer, log), (context) =>
    hook.kind === 'script'
      ? runScript(context, hook.file, { stdin: snapshot.file(archiveFile) })
      : hook.run.call(hook.hooks, context, snapshot),
  );
  const damage = snapshot.diagnostics();
  return damage.length > 0 ? fail(...damage) : done;
}
