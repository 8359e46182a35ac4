import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Component } from '@dust-workspace/component';
import type { Instance } from '@dust-workspace/runtime';
import { hashOf, isDone, readInitStamp, stampDone, wasDone, writeInitStamp, type StampedHook } from './hookStamp.js';
import { instanceOf } from './testing/instanceOf.js';
import { scene } from './testing/scene.js';

describe('the stamp of a hook', () => {
  let directory: string;
  let volume: string;
  let component: Component;
  const instance = (): Instance => ({ ...instanceOf(component, 'process'), volume, variables: { SOURCES: join(directory, 'sources') } });
  const stamp = async (hook: StampedHook = 'init'): Promise<void> => stampDone(hook, volume, await hashOf(hook, instance()), new Date(0));
  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'dsw-stamp-')));
    volume = join(directory, 'volumes/local');
    await mkdir(join(directory, 'config'));
    await mkdir(join(directory, 'scripts'));
    await writeFile(join(directory, 'scripts/init.sh'), 'echo init');
    await writeFile(join(directory, 'config/schema.sql'), 'CREATE TABLE a ();');
    const base = scene({ db: {} }).components.get('db');
    if (base === undefined) throw new Error('no component');
    component = { ...base, directory, hooks: { scripts: { init: join(directory, 'scripts/init.sh') } } };
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is missing where nothing was initialised', async () => expect(await isDone('init', instance())).toBe(false));

  it('lasts while hook and configuration are the same', async () => {
    await stamp();
    expect(await isDone('init', instance())).toBe(true);
  });

  it('no longer counts once the hook or a file of config/ has changed', async () => {
    await stamp();
    await writeFile(join(directory, 'config/schema.sql'), 'CREATE TABLE b ();');
    expect(await isDone('init', instance())).toBe(false);
    await stamp();
    await writeFile(join(directory, 'scripts/init.sh'), 'echo other');
    expect(await isDone('init', instance())).toBe(false);
  });

  it('no longer counts once a package of the workspace has changed that the hook is made with, directly or through another', async () => {
    const files = {
      'package.json': '{"dependencies": {"kit": "1", "installed": "1", "@dust-workspace/lifecycle": "1", "absent": "1"}}',
      'dist/index.js': '',
      'kits/kit/package.json': '{"main": "dist/index.js", "dependencies": {"deeper": "1", "kit": "1"}}',
      'kits/kit/dist/index.js': 'one',
      'kits/kit/dist/index.d.ts': 'one',
      'kits/deeper/package.json': '{"main": "index.js"}',
      'kits/deeper/index.js': 'one',
      'kits/lifecycle/index.js': 'one',
      'node_modules/installed/index.js': 'one',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    await mkdir(join(directory, 'node_modules/@dust-workspace'));
    for (const name of ['kit', 'deeper']) await symlink(join(directory, 'kits', name), join(directory, 'node_modules', name));
    await symlink(join(directory, 'kits/lifecycle'), join(directory, 'node_modules/@dust-workspace/lifecycle'));
    component = { ...component, hooks: { module: join(directory, 'dist/index.js'), scripts: {} } };
    await stamp();
    for (const name of ['kits/lifecycle/index.js', 'node_modules/installed/index.js', 'kits/kit/dist/index.d.ts'])
      await writeFile(join(directory, name), 'two');
    expect(await isDone('init', instance())).toBe(true);
    for (const name of ['kits/kit/dist/index.js', 'kits/deeper/index.js']) {
      await writeFile(join(directory, name), 'two');
      expect(await isDone('init', instance())).toBe(false);
      await stamp();
    }
  });

  it('travels with the data', async () => {
    await stamp();
    const text = await readInitStamp(volume);
    const other = join(directory, 'volumes/other');
    await writeInitStamp(other, text ?? '');
    expect(await isDone('init', { ...instance(), volume: other })).toBe(true);
  });

  it('does not count when it is damaged', async () => {
    await writeInitStamp(volume, '{"ha');
    expect(await isDone('init', instance())).toBe(false);
  });

  describe('that depends on files and variables', () => {
    beforeEach(async () => {
      await mkdir(join(directory, 'sources/lib/node_modules'), { recursive: true });
      await writeFile(join(directory, 'sources/lib/main.rs'), 'fn main() {}');
      const prep = { files: ['${SOURCES}/lib', '${SOURCES}/lock'], variables: ['PROFILE'] };
      component = { ...component, manifest: { ...component.manifest, prep } };
      await stamp('prep');
    });
    const lasts = (more: Partial<Instance> = {}): Promise<boolean> => isDone('prep', { ...instance(), ...more });

    it('lasts while they are the same, and says nothing of another hook', async () => {
      expect([await lasts(), await isDone('init', instance()), await wasDone('prep', volume), await wasDone('init', volume)]).toEqual([
        true,
        false,
        true,
        false,
      ]);
    });

    it('no longer counts once a file below a folder has changed, or has come, or has gone', async () => {
      await writeFile(join(directory, 'sources/lib/main.rs'), 'fn main() { run() }');
      expect(await lasts()).toBe(false);
      await stamp('prep');
      await writeFile(join(directory, 'sources/lock'), '1');
      expect(await lasts()).toBe(false);
      await stamp('prep');
      await rm(join(directory, 'sources/lock'));
      expect(await lasts()).toBe(false);
    });

    it('no longer counts once a variable has changed', async () => {
      expect(await lasts({ variables: { ...instance().variables, PROFILE: 'release' } })).toBe(false);
    });

    it('does not mind what is made of the sources', async () => {
      await writeFile(join(directory, 'sources/lib/node_modules/made.js'), '1');
      expect(await lasts()).toBe(true);
    });
  });
});
