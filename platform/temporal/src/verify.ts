import { text } from 'node:stream/consumers';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { lastLine, type Context } from './client.js';
import { copyUnavailable } from './copyUnavailable.js';
import { databaseProblem } from './databaseProblem.js';
import { databaseFile, momentFile } from './restore.js';

/** SQLite finds the database sound. Where there is no SQLite, the database is a whole one, as far as its first page tells. */
export async function verify(context: Context, snapshot: SnapshotReader): Promise<void> {
  const reason = (await copyUnavailable(context)) === undefined ? await check(context, snapshot) : await look(context, snapshot);
  if (reason !== undefined) throw new HookFailure(`${databaseFile} is damaged: ${reason}`);
  const moment = await text(snapshot.file(momentFile));
  if (Number.isNaN(Date.parse(moment))) throw new HookFailure(`${momentFile} is damaged: it holds no date`);
}

async function check({ exec, log }: Context, snapshot: SnapshotReader): Promise<string | undefined> {
  const { exitCode, signal, stderr } = await exec(['scripts/check.sh'], { stdin: snapshot.file(databaseFile) });
  if (exitCode !== 0) return lastLine(stderr) || `the check exited with ${exitCode ?? signal ?? 'nothing'}`;
  log(`${databaseFile}: SQLite finds it sound`);
  return undefined;
}

async function look({ log }: Context, snapshot: SnapshotReader): Promise<string | undefined> {
  const problem = await databaseProblem(snapshot.file(databaseFile));
  if (problem === undefined) log(`${databaseFile}: a whole database; SQLite, which could read it, is not installed here`);
  return problem;
}
