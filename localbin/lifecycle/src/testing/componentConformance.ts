import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { formatDiagnostic, loadCatalog, type Component } from '@dust-workspace/component';
import type { RuntimeName } from '@dust-workspace/runtime';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComponentScene } from './componentScene.js';

/** How long a step may take, in milliseconds, on a busy machine that may have to get an image first. */
const patience = 600_000;

export interface ComponentConformance {
  /** Gives the running component data, through its ports on this machine, which a backup is then to hold. */
  readonly fill?: (ports: Readonly<Record<string, number>>) => Promise<void>;
}

/**
 * What every component must do, as tests: be described, come up and be ready, do nothing the second time, be initialised twice, come back from a
 * backup that a drill proves, and stop; in each of its runtimes that there is on this machine. A runtime that is not there is skipped with the reason.
 * Everything happens in a workspace of its own, with the configuration of the template `default`. Call it at the top level of a test file of the
 * component, with the folder of that file.
 */
export async function componentConformance(folder: string, options: ComponentConformance = {}): Promise<void> {
  const directory = componentFolder(folder);
  const root = `${basename(dirname(directory))}/${basename(directory)}`;
  const catalog = await loadCatalog(dirname(dirname(directory)));
  const component = catalog.components.get(basename(directory));

  it(`${root} has nothing wrong in its manifest`, () => {
    const own = catalog.diagnostics.filter(({ file }) => file?.startsWith(`${root}/`) === true);
    expect(own.map(formatDiagnostic)).toEqual([]);
  });

  it.each(['README.md', 'NOTES.md'])(`${root} has a %s`, async (document) => {
    expect(await readFile(join(directory, document), 'utf8')).toMatch(/\S/);
  });

  if (component === undefined) return;
  const { compose, process } = component.manifest.runtimes;
  if (compose !== undefined) await conformsAs(component, 'compose', options);
  if (process !== undefined) await conformsAs(component, 'process', options);
}

async function conformsAs(component: Component, runtime: RuntimeName, { fill }: ComponentConformance): Promise<void> {
  const absent = await absence(component, runtime);
  const title = `${component.name} as a ${runtime === 'compose' ? 'container' : 'process'}${absent === undefined ? '' : ` (skipped: ${absent})`}`;
  describe.skipIf(absent !== undefined)(title, { timeout: patience }, () => {
    let scene: ComponentScene;
    beforeAll(async () => {
      scene = await ComponentScene.make(component, runtime);
    }, patience);
    afterAll(async () => {
      expect(await scene.dispose()).toEqual([]);
    }, patience);

    it('is valid', async () => {
      expect((await scene.invalid()).map(formatDiagnostic)).toEqual([]);
    });

    it('starts, and is ready', async () => {
      expect(await scene.problems('start')).toEqual([]);
      expect(await scene.status()).toMatchObject({ runtime, state: expect.stringMatching(ready(component)) });
    });

    it('has nothing to do when it is started again', async () => {
      const { outcomes } = await scene.report('start');
      expect(outcomes.filter(({ kind }) => kind !== 'unchanged' && kind !== 'skipped')).toEqual([]);
    });

    it('can be initialised twice', async () => {
      expect(await scene.problems('init')).toEqual([]);
      expect(await scene.problems('init')).toEqual([]);
    });

    it('comes back from a backup that a drill proves', async () => {
      await fill?.((await scene.status()).ports);
      const { outcomes } = await scene.report('backup');
      const kinds = outcomes.filter(({ component: name, verb }) => name === component.name && verb === 'backup').map(({ kind }) => kind);
      // It may have no data: then there is nothing to bring back.
      if (fill === undefined && kinds.every((kind) => kind === 'skipped' || kind === 'unchanged')) return;
      expect(kinds).toEqual(['done']);
      expect(await scene.problems('drill')).toEqual([]);
      expect(await scene.problems('restore')).toEqual([]);
      expect(await scene.problems('start')).toEqual([]);
      expect((await scene.status()).state).toMatch(ready(component));
    });

    it('stops', async () => {
      expect(await scene.problems('stop')).toEqual([]);
      expect((await scene.status()).state).toBe('stopped');
    });
  });
}

/** Without a probe of its manifest or its compose file nobody knows more than that it runs. */
function ready({ manifest }: Component): RegExp {
  return manifest.ready === undefined ? /^(running|healthy|degraded)$/ : /^(healthy|degraded)$/;
}

/** Why a component cannot be tried in a runtime here, if it cannot, or one that it needs cannot. */
async function absence(component: Component, runtime: RuntimeName): Promise<string | undefined> {
  const scene = await ComponentScene.make(component, runtime);
  try {
    for (const directory of runtime === 'compose' ? scene.directories : []) {
      const absent = existsSync(join(directory, 'compose')) ? await noContainerOf(directory) : undefined;
      if (absent !== undefined) return absent;
    }
    const { state, detail } = await scene.status();
    return state === 'unavailable' ? detail : undefined;
  } finally {
    await scene.dispose();
  }
}

function componentFolder(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'component.yaml'))) return current;
    if (dirname(current) === current) throw new Error(`there is no component.yaml in ${folder} or above`);
  }
}
