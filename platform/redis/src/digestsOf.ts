import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { HookFailure, type ContentEntry } from '@dust-workspace/component/hooks';
import { entriesOf, type Counted, type Library } from './contentEntries.js';
import { freeMemory, memoryScript } from './freeMemory.js';
import { answerOf, info, type Context, type Server } from './redisCli.js';
import { SecondServerEnded, withSecondServer } from './secondServer.js';

const remedy = 'Make room, or do without digests (--no-digest): keys are then counted without a second server.';

/**
 * What is in a snapshot, with digests: a second server reads it while it is written, and a script in that server goes through everything. As
 * the replica of nobody it removes nothing by itself, so that nothing moves while it is read.
 */
export async function digestsOf(context: Context, fill: (snapshot: Writable) => Promise<void>): Promise<ContentEntry[]> {
  await expectRoom(context);
  const script = await readFile(join(context.directory, 'scripts/contents.lua'), 'utf8');
  try {
    return await withSecondServer(context, {
      settings: ['replicaof 127.0.0.1 0'],
      fill,
      use: async (server) => entriesOf(await keysOf(context, script, server), await librariesOf(context, server)),
    });
  } catch (error) {
    if (error instanceof SecondServerEnded)
      throw new HookFailure(
        `the second server, which reads the snapshot for its digests, did not come to the end: ${error.message}`,
        remedy,
      );
    throw error;
  }
}

/** Where memory is known to be too little, nothing is started: what the system ends then might be the component. */
async function expectRoom(context: Context): Promise<void> {
  const needed = Number((await info(context, 'memory'))['used_memory']);
  const free = freeMemory((await context.exec(['sh', '-c', memoryScript])).stdout);
  if (free === undefined || !(needed > free)) return;
  throw new HookFailure(
    `digests of the contents take a second server with as much memory as Redis uses, ${mebibytes(needed)}, and ${mebibytes(free)} are free`,
    remedy,
  );
}

async function keysOf(context: Context, script: string, server: Server): Promise<Counted[]> {
  const answer = await answerOf(context, ['eval', script, '0'], server);
  const [head = '', ...lines] = answer.split('\n');
  if (head !== 'contents') throw new SecondServerEnded(head);
  return lines.map((line) => {
    const [kind, database, hour, earliest, count, digest = ''] = line.split(' ');
    return {
      kind: kind === 'fields' ? 'fields' : 'keys',
      database: Number(database),
      hour: Number(hour),
      earliest: Number(earliest),
      count: Number(count),
      digest,
    };
  });
}

async function librariesOf(context: Context, server: Server): Promise<Library[]> {
  const { redis_version: version = '' } = await info(context, 'server', server);
  if (Number.parseInt(version) < firstWithFunctions) return [];
  const answer = await answerOf(context, ['--json', 'function', 'list', 'withcode'], server);
  const libraries = JSON.parse(answer) as { library_name: string; library_code: string }[];
  return libraries.map(({ library_name: name, library_code: code }) => ({ name, digest: createHash('sha1').update(code).digest('hex') }));
}

const firstWithFunctions = 7;

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}
