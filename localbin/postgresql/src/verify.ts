import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import type { ServerContext } from './serverContext.js';
import { readServerIndex } from './serverIndex.js';
import { requireTool } from './tools.js';

/** The index of a backup can be read, and each dump from its first to its last byte, by PostgreSQL's own program. */
export async function verify(server: ServerContext, snapshot: SnapshotReader): Promise<void> {
  const { objects, databases } = await readServerIndex(snapshot);
  await requireTool(server, 'pg_restore', objects.server);
  for (const { name, file } of databases) {
    server.log(`reading the dump of database ${name}`);
    // To a script that nobody reads: the list of contents stands at the beginning, and would say nothing of the rest.
    const whole = 'pg_restore --file=/dev/null; status=$?; cat >/dev/null; exit $status';
    const { exitCode, signal, stderr } = await server.exec(['sh', '-c', whole], { stdin: snapshot.file(file) });
    if (exitCode === 0) continue;
    server.signal.throwIfAborted();
    const reason = stderr.trim() === '' ? `pg_restore ended with ${exitCode ?? signal ?? 'nothing'}` : stderr.trim();
    throw new HookFailure(`${file} of the backup, the dump of database ${name}, is damaged: ${reason}`, 'Take another backup.');
  }
}
