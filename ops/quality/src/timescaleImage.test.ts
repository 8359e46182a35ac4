import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { anyUser, folderOf, runContainer, startContainer, type Container } from './testing/container.js';
import { lackOf } from './testing/engine.js';
import { scratchFolder } from './testing/scratchFolder.js';

const image = process.env.TIMESCALE_IMAGE ?? 'dust-workspace/timescale:latest';
const scripts = '/docker-entrypoint-initdb.d';
const data = '/var/lib/postgresql/data';
const password = `it's "a" $ecret \\`;

// Most make a new database, some of them two: seconds on an idle machine.
vi.setConfig({ testTimeout: 180_000 });

beforeEach(async (context) => {
  const lack = await lackOf(image);
  context.skip(lack !== undefined, lack);
});

describe('new data', () => {
  it('belong to POSTGRES_USER, and every database has the extension', async () => {
    const env = { POSTGRES_USER: 'ann', POSTGRES_PASSWORD: password, POSTGRES_DB: 'my metrics' };
    const container = await startContainer({ image, env });
    await ready(container, 'ann');
    expect(await ask(container, 'ann', 'my metrics', "select current_user, rolsuper from pg_roles where rolname = 'ann'")).toBe('ann|t');
    expect(await ask(container, 'ann', 'my metrics', 'create database later')).toBe('CREATE DATABASE');
    for (const database of ['my metrics', 'postgres', 'later'])
      expect(await ask(container, 'ann', database, "select extname from pg_extension where extname = 'timescaledb'")).toBe('timescaledb');
    expect(
      await ask(
        container,
        'ann',
        'my metrics',
        'create table t (at timestamptz not null); select count(*) from create_hypertable($$t$$, $$at$$)',
      ),
    ).toBe('CREATE TABLE\n1');
    expect(await ask(container, 'ann', 'my metrics', 'show timescaledb.telemetry_level')).toBe('off');
  });

  it('ask other containers for the password', async () => {
    const secrets = await scratchFolder();
    await readable(path.join(secrets, 'password'), `${password}\n`);
    const container = await startContainer({
      image,
      env: { POSTGRES_PASSWORD_FILE: '/run/secrets/password' },
      mounts: { '/run/secrets/password': path.join(secrets, 'password') },
    });
    await ready(container);
    const host = await container.address();
    const client = (PGPASSWORD: string): ReturnType<typeof runContainer> =>
      runContainer({ image, env: { PGPASSWORD }, command: ['psql', '-h', host, '-U', 'postgres', '-Atc', "select 'in'"] });
    expect(await client(password)).toEqual({ status: 0, stdout: 'in\n', stderr: '' });
    const refused = await client('another');
    expect({ status: refused.status, why: refused.stderr.includes('password authentication failed') }).toEqual({ status: 2, why: true });
  });

  it('are made as variables say, ask nobody if they say so, and are served with the arguments of the command', async () => {
    const container = await startContainer({
      image,
      env: { POSTGRES_HOST_AUTH_METHOD: 'trust', POSTGRES_INITDB_ARGS: "--data-checksums --locale='C'", PGDATA: `${data}/below` },
      command: ['-c', 'max_connections=33'],
    });
    await ready(container);
    const settings = ['data_checksums', 'max_connections', 'data_directory', 'shared_preload_libraries'].map((name) => `show ${name}`);
    expect((await ask(container, 'postgres', 'postgres', settings.join('; '))).split('\n')).toEqual([
      'on',
      '33',
      `${data}/below`,
      'timescaledb',
    ]);
    const command = ['psql', '-h', await container.address(), '-U', 'postgres', '-Atc', "select 'in'"];
    expect(await runContainer({ image, command })).toEqual({ status: 0, stdout: 'in\n', stderr: '' });
  });
});

describe('initial scripts', () => {
  it('run once, in order, and the second start keeps what they and others wrote', async () => {
    const folder = await scratchFolder();
    await readable(path.join(folder, '1.sql'), 'create table steps (n serial, what text);');
    await readable(path.join(folder, '2.sql.gz'), gzipSync("insert into steps (what) values ('compressed');"));
    await readable(path.join(folder, '3.sh'), `psql -c "insert into steps (what) values ('sourced by $POSTGRES_USER in $POSTGRES_DB')"`);
    await readable(path.join(folder, '4.sh'), `#!/bin/sh\nexec psql -c "insert into steps (what) values ('run')"\n`);
    await chmod(path.join(folder, '4.sh'), 0o755);
    await readable(path.join(folder, '5.txt'), 'not for the database');
    const files = (await readdir(folder)).map((name) => [`${scripts}/${name}`, path.join(folder, name)]);
    const container = await startContainer({
      image,
      env: { POSTGRES_PASSWORD: password, POSTGRES_DB: 'metrics' },
      mounts: Object.fromEntries(files) as Record<string, string>,
    });
    await ready(container);
    expect(await ask(container, 'postgres', 'metrics', "insert into steps (what) values ('served')")).toBe('INSERT 0 1');

    // It ends in good order although a client is there, and does so at once.
    expect(await container.stop()).toBe(0);
    await container.start();
    await ready(container);
    expect((await ask(container, 'postgres', 'metrics', 'select what from steps order by n')).split('\n')).toEqual([
      'compressed',
      'sourced by postgres in metrics',
      'run',
      'served',
    ]);
    expect((await container.output()).match(/Ignoring .*/g)).toEqual([`Ignoring ${scripts}/5.txt`]);
  });

  it.each([
    { name: '1.sh', content: 'false\necho not reached' },
    { name: '1.sql', content: 'select nonsense;\nselect 1/0;' },
  ])('that fail end the start: $content', async ({ name, content }) => {
    const file = path.join(await scratchFolder(), name);
    await readable(file, content);
    const container = await startContainer({ image, env: { POSTGRES_PASSWORD: password }, mounts: { [`${scripts}/${name}`]: file } });
    expect(await container.ended()).not.toBe(0);
    const output = await container.output();
    expect([output.includes(`${scripts}/${name} failed. The next start begins anew.`), /not reached|division/.test(output)]).toEqual([
      true,
      false,
    ]);

    await readable(file, name.endsWith('.sql') ? 'create table anew ();' : 'psql -c "create table anew ()"\n');
    await container.start();
    await ready(container);
    expect(await ask(container, 'postgres', 'postgres', "select count(*) from pg_class where relname = 'anew'")).toBe('1');
  });

  it('that were interrupted run anew on new data, and nobody sees a server before they are through', async () => {
    const folder = await scratchFolder();
    const mounts = { [`${scripts}/1.sh`]: path.join(folder, '1.sh'), '/gate': path.join(folder, 'gate') };
    await mkdir(mounts['/gate'], { mode: 0o777 });
    await readable(mounts[`${scripts}/1.sh`], 'psql -c "create table once ()"; until [ -e /gate/open ]; do sleep 0.01; done');
    const container = await startContainer({ image, env: { POSTGRES_PASSWORD: password }, mounts });
    await expect.poll(() => container.output(), { timeout: 50_000, interval: 20 }).toContain('CREATE TABLE');
    for (const host of ['127.0.0.1', '/var/run/postgresql'])
      expect((await container.exec('pg_isready', '-h', host, '-U', 'postgres')).stdout).toContain('no response');

    await container.kill();
    await writeFile(path.join(mounts['/gate'], 'open'), '');
    await container.start();
    await ready(container);
    expect(await container.output()).toContain(`The initialisation of ${data} was interrupted. Starting over.`);
    expect(await ask(container, 'postgres', 'postgres', "select count(*) from pg_class where relname = 'once'")).toBe('1');
  });
});

describe('a user with a number and no name', () => {
  it('owns the data, also after a crash', async () => {
    const { uid, gid } = anyUser();
    const folder = await folderOf({ uid, gid });
    const container = await startContainer({
      image,
      env: { POSTGRES_PASSWORD: password },
      mounts: { [data]: folder },
      user: `${uid}:${gid}`,
    });
    await ready(container);
    expect(await ask(container, 'postgres', 'postgres', 'create table kept (n int); insert into kept values (1)')).toBe(
      'CREATE TABLE\nINSERT 0 1',
    );
    expect((await container.exec('stat', '-c', '%u:%g %a', data, `${data}/PG_VERSION`)).stdout).toBe(
      `${uid}:${gid} 700\n${uid}:${gid} 600\n`,
    );

    await container.kill();
    await container.start();
    await ready(container);
    expect(await ask(container, 'postgres', 'postgres', 'select n from kept')).toBe('1');
    expect(await container.output()).toContain('automatic recovery in progress');
  });

  it('is told when the folder is not theirs', async () => {
    const { uid } = anyUser();
    const folder = await folderOf({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });
    await chmod(folder, 0o555);
    const { status, stderr } = await runContainer({
      image,
      env: { POSTGRES_PASSWORD: password },
      mounts: { [data]: folder },
      user: `${uid}:${uid}`,
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `The user ${uid}:${uid} may not write to ${data}.\nGive it that folder: chown -R ${uid}:${uid} on the folder that is mounted there.\n`,
    });
  });
});

describe('it refuses, and touches nothing,', () => {
  it('data of another major version', async () => {
    expect(await refusal({ PG_VERSION: '16\n', 'base/1': 'x' })).toEqual({
      status: 1,
      stderr:
        `The data in ${data} were made by PostgreSQL 16; this is PostgreSQL 17, which cannot read them. Nothing was touched.\n` +
        'Run them with an image of PostgreSQL 16, make a dump there, and restore it into an empty folder here.\n',
      left: ['PG_VERSION', 'base', 'base/1'],
    });
  });

  it('a folder with something else in it', async () => {
    expect(await refusal({ 'lost+found/x': '' })).toEqual({
      status: 1,
      stderr:
        `${data} holds no data of PostgreSQL (PG_VERSION is missing), but it is not empty: lost+found. Nothing was touched.\n` +
        'Empty it, or let PGDATA name an empty folder below it.\n',
      left: ['lost+found', 'lost+found/x'],
    });
  });

  it.each([
    {
      env: {},
      stderr:
        `There are no data in ${data}, and no password to make them with.\n` +
        'Set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, or let in everybody with POSTGRES_HOST_AUTH_METHOD=trust.\n',
    },
    {
      env: { POSTGRES_PASSWORD: 'x', POSTGRES_PASSWORD_FILE: '/x' },
      stderr: 'Both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set.\nSet one of them.\n',
    },
    { env: { POSTGRES_PASSWORD: 'a\nb' }, stderr: 'POSTGRES_PASSWORD may not contain a line break.\n' },
  ])('to make data with $env', async ({ env, stderr }) => {
    expect(await refusal({}, env as Record<string, string>)).toEqual({ status: 1, stderr, left: [] });
  });

  async function refusal(
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = { POSTGRES_PASSWORD: password },
  ): Promise<{ status: number | null; stderr: string; left: string[] }> {
    const { uid, gid } = anyUser();
    const folder = await folderOf({ uid, gid });
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    const { status, stderr } = await runContainer({ image, env, mounts: { [data]: folder }, user: `${uid}:${gid}` });
    return { status, stderr, left: (await readdir(folder, { recursive: true })).sort() };
  }
});

it('runs any other command as it is', async () => {
  const { stdout } = await runContainer({
    image,
    command: ['sh', '-c', 'for each in psql pg_dump pg_restore pg_isready postgres; do readlink -f "$(command -v "$each")"; done'],
  });
  expect(stdout.trimEnd().split('\n')).toEqual(
    ['psql', 'pg_dump', 'pg_restore', 'pg_isready', 'postgres'].map((program) => `/usr/lib/postgresql/17/bin/${program}`),
  );
});

async function ready(container: Container, user = 'postgres'): Promise<void> {
  await container.until('pg_isready', '--quiet', '--host=127.0.0.1', `--username=${user}`);
}

async function ask(container: Container, user: string, database: string, question: string): Promise<string> {
  const { status, stdout, stderr } = await container.exec(
    'psql',
    '-X',
    '-v',
    'ON_ERROR_STOP=1',
    '-U',
    user,
    '-d',
    database,
    '-Atc',
    question,
  );
  expect({ status, stderr: stderr.replace(/^(WARNING|NOTICE|DETAIL|HINT): .*\n/gm, '') }).toEqual({ status: 0, stderr: '' });
  return stdout.trim();
}

async function readable(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content);
  await chmod(file, 0o644);
}
