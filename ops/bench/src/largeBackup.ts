import { execa, type Options } from 'execa';
import { milliseconds, type Comparison } from './comparison.js';
import { addComponent, inScratchWorkspace } from './scratchWorkspace.js';

const rows = 10_000_000;

/** Ten million rows in a hypertable of TimescaleDB, in a container: backed up under write load, drilled and restored. What it takes is told beside the backup. */
export async function largeBackupBench(): Promise<Comparison[]> {
  return inScratchWorkspace({ 'env/project.env': 'DSW_RUNTIME=compose\n' }, async (workspace) => {
    await addComponent(workspace.root, 'platform/timescale');
    await workspace.dsw('init', 'timescale');
    const variables = JSON.parse(await workspace.dsw('env', 'timescale', '--format', 'json', '--reveal')) as Record<string, string>;
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: variables['TIMESCALE_PORT'] ?? '',
      PGUSER: variables['POSTGRES_USER'] ?? '',
      PGPASSWORD: variables['POSTGRES_PASSWORD'] ?? '',
      PGDATABASE: variables['POSTGRES_DB'] ?? '',
    };
    const options: Options = { env, shell: '/bin/bash' };
    const psql = (text: string): Promise<{ readonly stdout?: unknown }> =>
      execa('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1'], { env, input: text });
    await psql(`
      create table readings (at timestamptz not null, device int not null, value float8, note text);
      select create_hypertable('readings', 'at', chunk_time_interval => interval '7 days');
      insert into readings select timestamptz '2026-01-01' + n * interval '2 seconds', n % 1000, random() * 1000, md5(n::text) from generate_series(1, ${rows}) n;
      create index on readings (device, at);
      create sequence counted; select setval('counted', 4711);
      create role reader; grant select on readings to reader;
      create table documents (id int primary key, content oid);
      insert into documents select n, lo_from_bytea(0, convert_to(repeat('page ' || n, 1000), 'UTF8')) from generate_series(1, 50) n;
      create table written (id bigserial primary key, at timestamptz default now());
    `);
    const writer = execa('while psql -q -c "insert into written select from generate_series(1, 20)"; do sleep 0.05; done', {
      ...options,
      reject: false,
    });
    const backup = await milliseconds(() => workspace.dsw('backup', 'timescale'));
    const drill = await milliseconds(() => workspace.dsw('drill', 'timescale'));
    writer.kill();
    await writer;
    const content = `select count(*), sum(hashtextextended(readings::text, 0)::numeric) from readings; select count(*) from pg_largeobject; select last_value from counted;`;
    const before = (await psql(content)).stdout;
    await psql("drop table readings cascade; select lo_unlink(content) from documents; select setval('counted', 1);");
    const restore = await milliseconds(() => workspace.dsw('restore', 'timescale'));
    const after = (await psql(content)).stdout;
    if (before !== after) throw new Error(`the restored content differs: ${String(before)} and ${String(after)}`);
    const baseline = { name: 'its backup, with digests and under write load', milliseconds: backup };
    return [
      { name: 'drill of ten million rows (no promise)', measured: drill, baseline, factor: 20, plus: 0 },
      { name: 'restore of ten million rows, content compared (no promise)', measured: restore, baseline, factor: 20, plus: 0 },
    ];
  });
}
