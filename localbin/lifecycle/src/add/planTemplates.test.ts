import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { planTemplates } from './planTemplates.js';

const roots: string[] = [];
afterEach(() => Promise.all(roots.splice(0).map((root) => rm(root, { recursive: true }))));

async function workspace(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'dsw-templates-'));
  roots.push(root);
  const run = 'runtimes: { process: { command: [sleep, infinity] } }\n';
  const files = {
    'platform/db/component.yaml': `description: d\nenv: { DB_USER: {}, DB_PASSWORD: { secret: true } }\n${run}`,
    'infra/configuration/default/db.env': '# The database.\nDB_PASSWORD=generate:password\n',
    'infra/configuration/default/gone.env': 'A=1\n',
    'infra/configuration/local/db.env': '# The database.\nDB_USER=me\nDB_PASSWORD=local-only\n',
    ...more,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

async function plan(root: string, name: string, from: string): Promise<unknown> {
  const planned = await planTemplates(root, name, from);
  if (!planned.ok) return planned.diagnostics.map(({ message }) => message);
  return { files: planned.value.files.map(({ path, text }) => [path, text]), toFill: planned.value.toFill };
}

it('makes the templates of an environment of those of default, and asks for what is missing', async () => {
  expect(await plan(await workspace(), 'staging', 'default')).toEqual({
    files: [
      ['infra/configuration/staging/db.env', '# The database.\nDB_PASSWORD=generate:password\n\nDB_USER=TO_BE_REPLACED\n'],
      ['infra/configuration/staging/gone.env', 'A=1\n'],
    ],
    toFill: ['infra/configuration/staging/db.env: DB_USER'],
  });
});

it('takes those of another, and of default what that lacks; a secret of one machine is not passed on', async () => {
  expect(await plan(await workspace(), 'staging', 'local')).toEqual({
    files: [
      ['infra/configuration/staging/db.env', '# The database.\nDB_USER=me\nDB_PASSWORD=TO_BE_REPLACED\n'],
      ['infra/configuration/staging/gone.env', 'A=1\n'],
    ],
    toFill: ['infra/configuration/staging/db.env: DB_PASSWORD'],
  });
});

it('leaves alone what is there', async () => {
  const root = await workspace({ 'infra/configuration/staging/db.env': 'DB_USER=x\n', 'infra/configuration/staging/gone.env': '' });
  expect(await plan(root, 'staging', 'default')).toEqual({ files: [], toFill: [] });
});

it.each([
  ['No Name', 'default', ['"No Name" is no name for an environment']],
  ['default', 'local', ['default is the template of all environments that have none of their own']],
  ['staging', 'locla', ['there is no template "locla"']],
  ['local', 'local', ['the templates of local cannot be made of themselves']],
])('refuses %s from %s', async (name, from, expected) => {
  expect(await plan(await workspace(), name, from)).toEqual(expected);
});

it('refuses all of it where one is no env file', async () => {
  const root = await workspace({ 'infra/configuration/default/db.env': 'what is this\n' });
  expect(await plan(root, 'staging', 'default')).toEqual([expect.stringMatching(/^expected NAME=value/)]);
});
