import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { medians, milliseconds, type Comparison } from './comparison.js';
import { addComponent, inScratchWorkspace, type ScratchWorkspace } from './scratchWorkspace.js';

const rows = 4_000_000;
const rounds = 3;

/** Backup and restore of a database of about 700 MB, against PostgreSQL's own programs on the same data. */
export async function backupBench(): Promise<Comparison[]> {
  return inDatabase(async (database) => {
    const { workspace, folder } = database;
    const dump = join(folder, 'dump.zst');
    const taken = await medians(rounds, {
      custom: () => database.run(`pg_dump -Fc -d bench -f ${folder}/custom`),
      folder: async () => {
        await rm(join(folder, 'folder'), { recursive: true, force: true });
        await database.run(`pg_dump -Fd -j2 -d bench -f ${folder}/folder`);
      },
      zstd: () => database.run(`pg_dump -Fc -Z0 -d bench | zstd -q -f -1 -T2 -o ${dump}`),
      backup: () => workspace.dsw('backup', 'timescale', '--no-digest'),
    });
    const digest = await milliseconds(() => workspace.dsw('backup', 'timescale'));
    const [best, fastest] = fastestOf({
      'pg_dump -Fc': taken.custom,
      'pg_dump -Fd -j2': taken.folder,
      'pg_dump | zstd -1 -T2': taken.zstd,
    });
    const restored = await medians(rounds, {
      // In the same mode: one stream, into a database that was just made, without waiting for the disk at every commit.
      restore: () =>
        database.run(
          `dropdb --if-exists bench2 && createdb bench2 && zstd -dc ${dump} | PGOPTIONS='-c synchronous_commit=off -c maintenance_work_mem=256MB' pg_restore --exit-on-error -d bench2`,
        ),
      component: () => workspace.dsw('restore', 'timescale'),
    });
    const peak = await peakMemory(() => workspace.dsw('backup', 'timescale', '--no-digest'), workspace.root);
    return [
      {
        name: 'backup of 4 million rows without digests',
        measured: taken.backup,
        baseline: { name: best, milliseconds: fastest },
        factor: 1.05,
        plus: 0,
      },
      {
        name: 'restore of the same',
        measured: restored.component,
        baseline: { name: 'pg_restore', milliseconds: restored.restore },
        factor: 1.05,
        plus: 0,
      },
      {
        name: 'backup with digests (no promise)',
        measured: digest,
        baseline: { name: 'without', milliseconds: taken.backup },
        factor: 2,
        plus: 0,
      },
      {
        name: 'peak memory of our process, in MB',
        measured: peak / 1e6,
        baseline: { name: 'the bound in MB', milliseconds: 150 },
        factor: 1,
        plus: 0,
      },
    ];
  });
}

/** A copy of the same volume while it is down, against restic. */
export async function volumeBackupBench(): Promise<Comparison[]> {
  return inDatabase(async ({ workspace, folder }) => {
    await workspace.dsw('down');
    const volume = join(workspace.root, 'platform/timescale/volumes/local');
    const env = { RESTIC_PASSWORD: 'bench', RESTIC_CACHE_DIR: join(folder, 'cache') };
    const repository = (name: string): string => join(folder, name);
    const taken = await medians(rounds, {
      restic: async () => {
        await rm(repository('restic'), { recursive: true, force: true });
        await execa('restic', ['init', '--repo', repository('restic')], { env });
        await execa('restic', ['backup', '--repo', repository('restic'), volume], { env });
      },
      backup: () => workspace.dsw('backup', 'timescale'),
      backupWithoutDigest: () => workspace.dsw('backup', 'timescale', '--no-digest'),
    });
    const baseline = { name: 'restic init and backup of the same folder', milliseconds: taken.restic };
    return [
      { name: 'backup of a volume', measured: taken.backup, baseline, factor: 1, plus: 0 },
      { name: 'backup of a volume without digests', measured: taken.backupWithoutDigest, baseline, factor: 1, plus: 0 },
    ];
  });
}

interface Database {
  readonly workspace: ScratchWorkspace;
  /** For whatever is compared with. */
  readonly folder: string;
  /** Runs a line of shell as a client of the database. */
  run(line: string): Promise<unknown>;
}

async function inDatabase(body: (database: Database) => Promise<Comparison[]>): Promise<Comparison[]> {
  return inScratchWorkspace({ 'env/project.env': 'DSW_RUNTIME=process\n' }, async (workspace) => {
    await addComponent(workspace.root, 'platform/timescale');
    await workspace.dsw('start', 'timescale');
    const folder = join(workspace.root, 'compared');
    await mkdir(folder);
    const variables = JSON.parse(await workspace.dsw('env', 'timescale', '--format', 'json', '--reveal')) as Record<string, string>;
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: variables['TIMESCALE_PORT'] ?? '',
      PGUSER: variables['POSTGRES_USER'] ?? '',
      PGPASSWORD: variables['POSTGRES_PASSWORD'] ?? '',
      PGDATABASE: 'postgres',
    };
    const options: Options = { env, shell: '/bin/bash' };
    const run = (line: string): Promise<unknown> => execa(`set -euo pipefail; ${line}`, options);
    await run('createdb bench');
    await run(
      `psql -q -d bench -c "create table readings (id bigint primary key, at timestamptz not null, device int not null, value float8 not null, note text not null)" ` +
        `-c "insert into readings select n, timestamptz '2026-01-01' + n * interval '1 second', n % 1000, random() * 1000, md5(n::text) || md5((n * 7)::text) || ' note' from generate_series(1, ${rows}) n" ` +
        `-c "create index on readings (device, at)" -c "vacuum analyze readings" -c checkpoint`,
    );
    return body({ workspace, folder, run });
  });
}

function fastestOf(taken: Readonly<Record<string, number>>): [string, number] {
  return Object.entries(taken).sort(([, a], [, b]) => a - b)[0] ?? ['', Number.NaN];
}

/** The most memory, in bytes, that a dsw of this workspace had while `body` ran. */
async function peakMemory(body: () => Promise<unknown>, root: string): Promise<number> {
  let peak = 0;
  const look = async (): Promise<void> => {
    for (const pid of await readdir('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const cwd = words.includes('localbin/bin/dsw') ? await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '') : '';
      if (cwd.includes(root)) peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024);
    }
  };
  const timer = setInterval(() => void look(), 50);
  await body();
  clearInterval(timer);
  return peak;
}
