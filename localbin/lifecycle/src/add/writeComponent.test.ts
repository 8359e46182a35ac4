import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addComponent, planComponent } from './addComponent.js';
import { writeComponent } from './writeComponent.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dsw-add-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const request = { place: 'platform/kafka', image: 'apache/kafka:4.1.0', ports: ['9092'], init: 'topics' };
const expected = [
  'infra/configuration/default/kafka.env',
  'platform/kafka/NOTES.md',
  'platform/kafka/README.md',
  'platform/kafka/component.yaml',
  'platform/kafka/compose/compose.yaml',
  'platform/kafka/scripts/init.sh',
  'platform/kafka/src/kafka.test.ts',
];

async function files(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .sort();
}

it('plans without writing, and writes what it planned', async () => {
  const planned = await planComponent(root, request);
  expect(planned.ok && planned.value.files.map(({ path }) => path).sort()).toEqual(expected);
  expect(await files()).toEqual([]);
  const added = await addComponent(root, request);
  expect(added).toEqual(planned);
  expect(await files()).toEqual(expected);
  expect((await stat(join(root, 'platform/kafka/scripts/init.sh'))).mode & 0o777).toBe(0o755);
  expect(await readdir(join(root, 'platform'))).toEqual(['kafka']);
});

it('writes nothing where something stands against it', async () => {
  await addComponent(root, request);
  const before = await files();
  const again = await addComponent(root, { ...request, place: 'application/kafka' });
  expect(again.ok || again.diagnostics.map(({ code }) => code)).toEqual(['taken-name']);
  const port = await addComponent(root, { ...request, place: 'platform/other' });
  expect(port.ok || port.diagnostics.map(({ code }) => code)).toEqual(['taken-port']);
  expect(await files()).toEqual(before);
});

it('goes on where one that was killed has left off, and keeps a template that is there', async () => {
  const nobody = 2 ** 22 + 1;
  await mkdir(join(root, `platform/.adding/kafka-${nobody}`), { recursive: true });
  await writeFile(join(root, `platform/.adding/kafka-${nobody}/component.yaml`), 'half');
  await mkdir(join(root, 'infra/configuration/default'), { recursive: true });
  await writeFile(join(root, 'infra/configuration/default/kafka.env'), 'MINE=1\n');
  const added = await addComponent(root, request);
  expect(added.ok && added.value.files.map(({ path }) => path).sort()).toEqual(expected.slice(1));
  expect(await files()).toEqual(expected);
  expect(await readFile(join(root, 'infra/configuration/default/kafka.env'), 'utf8')).toBe('MINE=1\n');
});

it('leaves nothing half written where it cannot write everything, and says why', async () => {
  await writeFile(join(root, 'infra'), 'a file');
  const added = await addComponent(root, request);
  expect(added.ok || added.diagnostics).toEqual([
    {
      severity: 'error',
      code: 'system',
      message: `ENOTDIR: not a directory, mkdir '${root}/infra/configuration/default'`,
      remedy: 'Mend that, then run this again.',
    },
  ]);
  expect(await files()).toEqual(['infra']);
});

it('says so where something was put in the place meanwhile', async () => {
  const planned = await planComponent(root, request);
  if (!planned.ok) throw new Error('the request of the test is refused');
  await mkdir(join(root, 'platform/kafka'), { recursive: true });
  await writeFile(join(root, 'platform/kafka/theirs'), '');
  const written = await writeComponent(root, planned.value.draft, planned.value.files);
  expect(written.ok || written.diagnostics.map(({ message }) => message)).toEqual(['platform/kafka is there already']);
  expect(await readdir(join(root, 'platform/kafka'))).toEqual(['theirs']);
});

it('adds a package to those that are built together, in the workspace of the engine itself', async () => {
  await mkdir(join(root, 'localbin/component'), { recursive: true });
  await writeFile(join(root, 'localbin/component/package.json'), '{ "name": "@dust-workspace/component" }');
  await writeFile(join(root, 'tsconfig.json'), '{ "files": [], "references": [{ "path": "./localbin/component" }] }');
  const added = await addComponent(root, { ...request, language: 'ts' });
  expect(added.ok && added.value.files.filter(({ kind }) => kind === 'changed').map(({ path }) => path)).toEqual(['tsconfig.json']);
  expect(JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'))).toEqual({
    files: [],
    references: [{ path: './localbin/component' }, { path: './platform/kafka' }],
  });
});
