import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Component } from '@dust-workspace/component';
import { isInitialised, readInitStamp, stampInitialised, writeInitStamp } from './initStamp.js';
import { scene } from './testing/scene.js';

describe('the stamp of an initialisation', () => {
  let directory: string;
  let volume: string;
  let component: Component;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dsw-stamp-'));
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

  it('is missing where nothing was initialised', async () => expect(await isInitialised(component, volume)).toBe(false));

  it('lasts while hook and configuration are the same', async () => {
    await stampInitialised(component, volume, new Date(0));
    expect(await isInitialised(component, volume)).toBe(true);
  });

  it('no longer counts once the hook or a file of config/ has changed', async () => {
    await stampInitialised(component, volume, new Date(0));
    await writeFile(join(directory, 'config/schema.sql'), 'CREATE TABLE b ();');
    expect(await isInitialised(component, volume)).toBe(false);
    await stampInitialised(component, volume, new Date(0));
    await writeFile(join(directory, 'scripts/init.sh'), 'echo other');
    expect(await isInitialised(component, volume)).toBe(false);
  });

  it('travels with the data', async () => {
    await stampInitialised(component, volume, new Date(0));
    const stamp = await readInitStamp(volume);
    const other = join(directory, 'volumes/other');
    await writeInitStamp(other, stamp ?? '');
    expect(await isInitialised(component, other)).toBe(true);
  });

  it('does not count when it is damaged', async () => {
    await writeInitStamp(volume, '{"ha');
    expect(await isInitialised(component, volume)).toBe(false);
  });
});
