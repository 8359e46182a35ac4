import { HookFailure } from '@dust-workspace/component/hooks';
import { client, lastLine, refusal, type Context } from './client.js';
import { copyUnavailable } from './copyUnavailable.js';
import { namespacesThere } from './namespaces.js';

/** SQLite finds the database sound, and the server lists the workflows of every namespace in it. */
export async function inspect(context: Context): Promise<void> {
  if ((await copyUnavailable(context)) === undefined) {
    const { exitCode, stderr } = await context.exec(['sh', '-c', checkDatabase]);
    if (exitCode !== 0) throw new HookFailure(`the database is damaged: ${lastLine(stderr)}`);
    context.log('SQLite finds the database sound');
  }
  const namespaces = await namespacesThere(context);
  for (const { name } of namespaces) {
    const args = ['workflow', 'list', '--namespace', name, '--limit', '1', '--output', 'jsonl'];
    const result = await client(context, args);
    if (result.exitCode !== 0) throw refusal(context, args, result);
  }
  context.log(`the workflows of ${namespaces.length} namespaces are listed`);
}

/** The one that the server opens at its next start, where there is such. */
const checkDatabase =
  'database=$DSW_VOLUME/data/temporal.db; [ ! -d "$DSW_VOLUME/restored" ] || database=$DSW_VOLUME/restored/temporal.db; ' +
  'exec scripts/check.sh "$database"';
