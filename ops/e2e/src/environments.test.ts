import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pg from 'pg';
import { expect, it } from 'vitest';
import { addComponent } from './testing/addComponent.js';
import { leftBy, processesIn } from './testing/leftBy.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const environments = ['local', ...Array.from({ length: 19 }, (_, index) => `feature-${index + 1}`)];

/** More at a time would only wait for each other. */
const atOnce = 3;

it('twenty environments of databases are up at once, each with data of its own, and go without a trace', async ({ skip }) => {
  const { failed } = await execa('redis-cli', ['--version'], { reject: false });
  skip(failed, 'there is no redis-cli on this machine');
  await inWorkspace({ 'env/project.env': 'DSW_RUNTIME=process\n' }, async (workspace) => {
    await addComponents(workspace);
    await forEach(environments, async (environment) => {
      const up = await workspace.dsw(`start timescale redis --env ${environment}`);
      expect(up.exitCode, `${up.stdout}\n${up.stderr}`).toBe(0);
    });

    const ports = await Promise.all(environments.map((environment) => portsOf(workspace, environment)));
    const all = ports.flatMap(({ timescale, redis }) => [timescale, redis]);
    expect(new Set(all).size).toBe(2 * environments.length);
    expect(processesIn(workspace.root).filter((line) => /^\S*redis-server /.test(line))).toHaveLength(environments.length);

    await forEach(environments, async (environment, index) => write(environment, ports[index]!));
    const found = await forEach(environments, async (environment, index) => read(environment, ports[index]!));
    expect(found).toEqual(environments.map((environment) => ({ row: [environment], key: environment })));

    await forEach(environments, async (environment) => {
      expect((await workspace.dsw(`down --env ${environment}`)).exitCode).toBe(0);
    });
    expect(await leftBy(workspace.root)).toEqual([]);
    expect(await registeredFor(workspace)).toEqual(environments.toSorted());

    const purged = environments.filter((_, index) => index % 5 === 0);
    const left = environments.filter((environment) => !purged.includes(environment)).sort();
    await forEach(purged, async (environment) => {
      expect((await workspace.dsw(`purge --yes --env ${environment}`)).exitCode).toBe(0);
    });
    expect(await registeredFor(workspace)).toEqual(left);
    expect(await Promise.all(['timescale', 'redis'].map((name) => volumesOf(workspace, name)))).toEqual([left, left]);
  });
});

interface Ports {
  readonly timescale: number;
  readonly redis: number;
}

const passwordOf = (environment: string): string => `only in ${environment}`;

async function addComponents(workspace: Workspace): Promise<void> {
  for (const name of ['timescale', 'redis'] as const) await addComponent(workspace, name);
  for (const environment of environments)
    await workspace.write({
      [`env/${environment}/timescale.env`]: `POSTGRES_PASSWORD="${passwordOf(environment)}"\nPOSTGRES_DB=postgres\n`,
      [`env/${environment}/redis.env`]: `REDIS_PASSWORD="${passwordOf(environment)}"\n`,
    });
}

/** Runs the body for all, some at once, and gives the results in order. */
async function forEach<T, R>(all: readonly T[], body: (each: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...all.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await body(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

async function portsOf(workspace: Workspace, environment: string): Promise<Ports> {
  const leases = JSON.parse(await workspace.read(`env/${environment}/ports.json`)) as Record<string, number>;
  return { timescale: leases['TIMESCALE_PORT'] ?? NaN, redis: leases['REDIS_PORT'] ?? NaN };
}

async function write(environment: string, ports: Ports): Promise<void> {
  await query(environment, ports, 'create table whose (environment text)');
  await query(environment, ports, `insert into whose values ('${environment}')`);
  await redis(environment, ports, 'set', 'whose', environment);
}

async function read(environment: string, ports: Ports): Promise<{ row: unknown[]; key: string }> {
  const rows = (await query(environment, ports, 'select environment from whose')) as { environment: string }[];
  return { row: rows.map((row) => row.environment), key: await redis(environment, ports, 'get', 'whose') };
}

async function query(environment: string, { timescale: port }: Ports, text: string): Promise<unknown[]> {
  const password = passwordOf(environment);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function redis(environment: string, { redis: port }: Ports, ...words: string[]): Promise<string> {
  const { stdout } = await execa('redis-cli', ['-p', String(port), ...words], { env: { REDISCLI_AUTH: passwordOf(environment) } });
  return stdout;
}

/** The environments of the workspace for which ports are registered on this machine, each once. */
async function registeredFor({ root }: Workspace): Promise<string[]> {
  const folder = join(process.env['DSW_STATE_HOME'] ?? '', 'ports', hostname());
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const lessees = texts.map((text) => JSON.parse(text) as { workspace: string; environment: string });
  return [...new Set(lessees.flatMap(({ workspace, environment }) => (workspace === root ? [environment] : [])))].sort();
}

async function volumesOf(workspace: Workspace, component: string): Promise<string[]> {
  return (await readdir(workspace.path('platform', component, 'volumes'))).sort();
}
