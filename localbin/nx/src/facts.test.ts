import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '@dust-workspace/component';
import { describe, expect, it, vi } from 'vitest';
import { readFacts, type ComponentFacts } from './facts.js';
import { temporaryWorkspace, writeFiles } from './testing/temporaryWorkspace.js';

const sleeper = 'description: sleeps\nruntimes: { process: { command: [sleep, infinity] } }\n';
const base = 'platform/base/component.yaml';
const top = 'platform/top/component.yaml';

/** Reads the facts with a loader that counts how often the manifests are read properly. */
function reader(root: string, manifests: readonly string[], cache?: string) {
  const load = vi.fn(loadCatalog);
  const kinds = async (): Promise<string[]> => (await readFacts(root, manifests, cache, load)).map(({ name, kind }) => `${name} ${kind}`);
  const read = (): Promise<readonly ComponentFacts[]> => readFacts(root, manifests, cache, load);
  return { load, kinds, read };
}

describe('the facts about manifests', () => {
  it('are what the catalog says, also where the plain reader was enough', async () => {
    const manifest = `description: above
profiles: [starter]
needs: { base: started }
wants: { other: started }
runtimes: { process: { command: [scripts/run.sh] } }
`;
    const files = {
      [base]: sleeper,
      'platform/other/component.yaml': sleeper,
      'platform/other/scripts/init.sh': '',
      [top]: manifest,
      'platform/top/scripts/run.sh': '',
    };
    const root = temporaryWorkspace(files);
    const manifests = [base, 'platform/other/component.yaml', top];
    const plain = reader(root, manifests);
    const facts = await plain.read();
    expect(plain.load).not.toHaveBeenCalled();
    expect(facts[1]).toMatchObject({ name: 'other', init: 'after-start' });
    expect(facts[2]).toEqual({
      kind: 'sound',
      file: top,
      name: 'top',
      description: 'above',
      profiles: ['starter'],
      needs: { base: 'started' },
      wants: ['other'],
      witnesses: ['platform/top', top, 'platform/top/scripts', 'platform/top/scripts/run.sh'],
    });

    writeFiles(root, { [base]: sleeper.replace('sleeps', '>-\n  sleeps') });
    const proper = reader(root, manifests);
    expect(await proper.read()).toEqual(facts);
    expect(proper.load).toHaveBeenCalledOnce();
  });

  it.each([
    ['a broken manifest', { [top]: `${sleeper}nonsense: true\n` }],
    ['a need that is not there', { [top]: `${sleeper}needs: { nobody: started }\n` }],
    ['a need that can never be healthy', { [top]: `${sleeper}needs: { base: healthy }\n` }],
    ['a script that is missing', { [top]: sleeper.replace('[sleep, infinity]', '[scripts/run.sh]') }],
    ['a cycle', { [base]: `${sleeper}wants: { top: started }\n`, [top]: `${sleeper}needs: { base: started }\n` }],
    ['a package of another name', { 'platform/top/package.json': '{ "nx": { "name": "else" } }' }],
    ['an init without a hook', { [top]: `${sleeper}init: {}\n` }],
  ])('tell %s', async (_, files) => {
    const root = temporaryWorkspace({ [base]: sleeper, [top]: sleeper, ...files });
    expect(await reader(root, [base, top]).kinds()).toContain('top broken');
  });

  it('tell two components of one name, and keep the others', async () => {
    const twin = 'application/top/component.yaml';
    const root = temporaryWorkspace({ [base]: sleeper, [top]: sleeper, [twin]: sleeper });
    expect(await reader(root, [twin, base, top]).kinds()).toEqual(['top broken', 'base sound', 'top broken']);
  });

  it('are all broken when the catalog cannot be loaded at all', async () => {
    const root = temporaryWorkspace({ [base]: `${sleeper}init: {}\n` });
    const facts = await readFacts(root, [base], undefined, () => Promise.reject(new Error('a bug')));
    expect(facts.map(({ kind }) => kind)).toEqual(['broken']);
  });
});

describe('remembered facts', () => {
  const unplain = sleeper.replace('sleeps', '>-\n  sleeps');

  function remembered(files: Readonly<Record<string, string>>) {
    const root = temporaryWorkspace(files);
    return { root, ...reader(root, [base, top], join(root, '.nx', 'workspace-data')) };
  }

  it('spare the reading as long as nothing changes', async () => {
    const { load, read } = remembered({ [base]: unplain, [top]: unplain });
    const first = await read();
    expect(await read()).toEqual(first);
    expect(load).toHaveBeenCalledOnce();
  });

  it('give way when a manifest changes', async () => {
    const { root, kinds } = remembered({ [base]: unplain, [top]: unplain });
    expect(await kinds()).toEqual(['base sound', 'top sound']);
    writeFiles(root, { [base]: `${unplain}nonsense: true\n` });
    expect(await kinds()).toEqual(['base broken', 'top sound']);
    writeFiles(root, { [base]: unplain });
    expect(await kinds()).toEqual(['base sound', 'top sound']);
  });

  it('give way when a file that a manifest names appears, loses a permission, or goes', async () => {
    const script = 'platform/top/scripts/run.sh';
    const { root, kinds } = remembered({ [base]: unplain, [top]: unplain.replace('[sleep, infinity]', '[scripts/run.sh]') });
    expect(await kinds()).toEqual(['base sound', 'top broken']);
    writeFiles(root, { [script]: '' });
    expect(await kinds()).toEqual(['base sound', 'top sound']);
    chmodSync(join(root, script), 0o644);
    expect(await kinds()).toEqual(['base sound', 'top broken']);
    chmodSync(join(root, script), 0o755);
    expect(await kinds()).toEqual(['base sound', 'top sound']);
    rmSync(join(root, script));
    expect(await kinds()).toEqual(['base sound', 'top broken']);
  });

  it('give way when they were written by another version, or are damaged', async () => {
    const { root, load, read } = remembered({ [base]: unplain, [top]: unplain });
    const first = await read();
    const file = join(root, '.nx/workspace-data/dust-workspace-components.json');
    const text = readFileSync(file, 'utf8');
    for (const other of [text.replace(/"contract":"[^"]*"/, '"contract":"other"'), text.slice(0, 100), 'null']) {
      writeFiles(root, { '.nx/workspace-data/dust-workspace-components.json': other });
      expect(await read()).toEqual(first);
    }
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('are not kept where Nx was told to keep nothing', async () => {
    const root = temporaryWorkspace({ [base]: unplain, [top]: unplain });
    await reader(root, [base, top]).read();
    expect(existsSync(join(root, '.nx'))).toBe(false);
  });
});
