import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { expect, it } from 'vitest';
import generateComponent from './generateComponent.js';
import generateEnvironment from './generateEnvironment.js';
import generateInit from './generateInit.js';
import { temporaryWorkspace } from './testing/temporaryWorkspace.js';

interface Written {
  readonly tree: Tree;
  readonly files: Map<string, { readonly text: string; readonly mode: number | undefined }>;
}

function treeOf(present: Readonly<Record<string, string>> = {}): Written {
  const root = temporaryWorkspace({ 'nx.json': '{}\n', ...present });
  const files: Written['files'] = new Map();
  const tree = {
    root,
    exists: (path: string) => files.has(path) || existsSync(join(root, path)),
    read: (path: string) => files.get(path)?.text ?? present[path] ?? null,
    write: (path: string, text: string, options?: { mode?: number }) => void files.set(path, { text, mode: options?.mode }),
  };
  return { tree: tree as unknown as Tree, files };
}

const sleeps = 'runtimes: { process: { command: [sleep, infinity] } }\n';

it('writes what dsw add writes, with options given once or several times', async () => {
  const { tree, files } = treeOf({ 'platform/zookeeper/component.yaml': `description: z\n${sleeps}` });
  const options = { image: 'apache/kafka:4.1.0', port: [9092, 'UI=8080'], profile: 'starter,dust', needs: 'zookeeper', init: 'topics' };
  await generateComponent(tree, { place: 'platform/kafka', ...options });
  expect([...files].map(([path, { mode }]) => [path, mode?.toString(8)])).toEqual([
    ['platform/kafka/NOTES.md', '644'],
    ['platform/kafka/README.md', '644'],
    ['platform/kafka/component.yaml', '644'],
    ['platform/kafka/compose/compose.yaml', '644'],
    ['platform/kafka/scripts/init.sh', '755'],
    ['platform/kafka/src/kafka.test.ts', '644'],
    ['infra/configuration/default/kafka.env', '644'],
  ]);
  expect(files.get('platform/kafka/component.yaml')?.text)
    .toBe(`# yaml-language-server: $schema=../../node_modules/@dust-workspace/component/component.schema.json
description: kafka
profiles: [starter, dust]
needs:
  zookeeper: started
ports:
  KAFKA_PORT: 9092
  KAFKA_UI_PORT: 8080
runtimes:
  compose: { file: compose/compose.yaml, service: kafka }
ready: { tcp: KAFKA_PORT, within: 60s }
`);
});

it('says all that stands against it, and writes nothing', async () => {
  const { tree, files } = treeOf({ 'application/front/component.yaml': `description: f\nports: { FRONT_PORT: 80 }\n${sleeps}` });
  await expect(generateComponent(tree, { place: 'platform/front', image: 'x', port: 80 })).rejects.toThrow(
    /the name front is taken, by application\/front\n.*\n.*port 80 belongs to front \(FRONT_PORT\)|the name front is taken/,
  );
  expect(files.size).toBe(0);
});

it('leaves alone what another generator is about to write, and a template that is there', async () => {
  const { tree, files } = treeOf({ 'infra/configuration/default/kafka.env': 'MINE=1\n' });
  await generateComponent(tree, { place: 'platform/kafka', image: 'x' });
  expect(files.has('infra/configuration/default/kafka.env')).toBe(false);
  const pending = treeOf();
  pending.tree.write('platform/kafka', '');
  await expect(generateComponent(pending.tree, { place: 'platform/kafka', image: 'x' })).rejects.toThrow('platform/kafka is there already');
});

it('makes the templates of an environment, once', async () => {
  const present = { 'infra/configuration/default/kafka.env': 'A=1\n' };
  const { tree, files } = treeOf(present);
  await generateEnvironment(tree, { name: 'staging' });
  expect([...files].map(([path, { text }]) => [path, text])).toEqual([['infra/configuration/staging/kafka.env', 'A=1\n']]);
  await expect(generateEnvironment(tree, { name: 'staging', from: 'elsewhere' })).rejects.toThrow('there is no template "elsewhere"');
});

it('gives a workspace its layout, and nothing the second time', async () => {
  const { tree, files } = treeOf();
  await generateInit(tree);
  expect(files.get('nx.json')?.text).toContain('"plugins": ["@dust-workspace/nx"]');
  expect(files.size).toBe(11);
  const before = new Map(files);
  await generateInit(tree);
  expect(files).toEqual(before);
});
