import { parseManifest } from '@dust-workspace/component';
import type { Tree } from '@nx/devkit';
import { expect, it } from 'vitest';
import generateComponent from './generateComponent.js';

function treeOf(files: Map<string, string>): Tree {
  const exists = (path: string): boolean => [...files.keys()].some((file) => file.startsWith(`${path}/`));
  const write = (path: string, text: string): void => void files.set(path, text);
  return { exists, write } as unknown as Tree;
}

it('writes a manifest with nothing wrong in it', () => {
  const files = new Map<string, string>();
  generateComponent(treeOf(files), { name: 'my-db', kind: 'platform', description: 'a: "b" # c', command: 'scripts/serve.sh  --port 1' });
  const [[file = '', text = ''] = []] = files;
  expect(file).toBe('platform/my-db/component.yaml');
  const { manifest, diagnostics } = parseManifest(text, file);
  expect(diagnostics).toEqual([]);
  expect(manifest).toMatchObject({
    description: 'a: "b" # c',
    runtimes: { process: { command: ['scripts/serve.sh', '--port', '1'] } },
  });
});

it('leaves alone what is there, of either kind', () => {
  const files = new Map([['application/front/README.md', '']]);
  expect(() => {
    generateComponent(treeOf(files), { name: 'front', kind: 'platform', command: 'sleep infinity' });
  }).toThrow('application/front is there already');
});
