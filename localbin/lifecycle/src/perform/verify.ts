import { checkEnvironmentFiles, readSnapshot } from '@dust-workspace/backup';
import { fail, ok, type Result } from '@dust-workspace/component';
import type { TransferReport } from '../backups/transfer.js';
import { loadHook } from '../loadHooks.js';
import type { Source } from '../perform.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';
import { archiveFile } from './backup.js';

/**
 * Has the component's own tools read its snapshot, whose checksums were found right before, and stamps the set. What they read is checked once more
 * on the way. Without a hook, and for the copy of a volume, the checksums are all there is to know.
 */
export async function verify(
  session: Session,
  name: string,
  { set, snapshot }: Source,
  { transfer, log }: { readonly transfer: TransferReport; readonly log: (line: string) => void },
): Promise<Result<string>> {
  const environmentFiles = await checkEnvironmentFiles(set);
  if (!environmentFiles.ok) return environmentFiles;
  const asked = snapshot.method === 'hook' ? await askHook(session, name, set, transfer, log) : ok('a copy of its volume');
  transfer.end();
  if (!asked.ok) return asked;
  const at = session.base.now().toISOString();
  const stamped = await set.store.stamp(set.id, { kind: 'verified', at, components: [name] });
  if (!stamped.ok) return stamped;
  return ok(`${snapshot.files.length} files of set ${set.id} are as they were written, ${asked.value}`);
}

async function askHook(
  session: Session,
  name: string,
  set: Source['set'],
  transfer: TransferReport,
  log: (line: string) => void,
): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const hook = await loadHook(instance.component, 'verify');
  if (!hook.ok) return hook;
  const found = hook.value;
  if (found === undefined) return ok('and it has no check of its own');
  const snapshot = readSnapshot(set, name, transfer.onProgress);
  const done = await runHook('verify', session.hookRun(instance, session.deadlines.transfer, log), (context) =>
    found.kind === 'script'
      ? runScript(context, found.file, { stdin: snapshot.file(archiveFile) })
      : found.run.call(found.hooks, context, snapshot),
  );
  const damage = snapshot.diagnostics();
  if (damage.length > 0) return fail(...damage);
  return done.ok ? ok('and its own tools can read them') : done;
}
