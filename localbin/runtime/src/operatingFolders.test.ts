import { chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOperatingFolders, type FolderOptions } from './operatingFolders.js';
import type { Instance } from './runtime.js';
import { useProcessHarness } from './testing/useHarness.js';

const harness = useProcessHarness();
const me = process.geteuid?.() ?? -1;
const group = process.getegid?.() ?? -1;
const describe_ = async (uid: number): Promise<string> => `user ${uid}`;
const asMyself: FolderOptions = { owner: { uid: me, gid: group }, invoker: me, describe: describe_ };

function instance(): Promise<Instance> {
  return harness().fromManifest('db', { runtimes: { process: { command: ['true'] } } });
}

function looks(path: string): string {
  const { mode, uid } = statSync(path);
  return `${(mode & 0o7777).toString(8)} ${uid}`;
}

it('makes the volume and the run folder for nobody else to read', async () => {
  const made = await instance();
  expect(await createOperatingFolders(made, asMyself)).toEqual({ ok: true });
  expect([looks(made.volume), looks(made.runDirectory)]).toEqual([`700 ${me}`, `700 ${me}`]);
});

it('leaves what is there as it is', async () => {
  const made = await instance();
  mkdirSync(made.volume, { recursive: true, mode: 0o755 });
  writeFileSync(join(made.volume, 'data'), 'precious');
  expect(await createOperatingFolders(made, asMyself)).toEqual({ ok: true });
  expect(looks(made.volume)).toBe(`755 ${me}`);
  expect(readdirSync(made.volume)).toEqual(['data']);
});

it('refuses a file where a folder must be', async () => {
  const made = await instance();
  mkdirSync(dirname(made.volume), { recursive: true });
  writeFileSync(made.volume, '');
  expect(await createOperatingFolders(made, asMyself)).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'not-a-folder',
        message: 'platform/db/volumes/test is in the way: a folder must be made there',
        remedy: 'Move it away and try again.',
      },
    ],
  });
});

describe('as root', () => {
  beforeEach(({ skip }) => {
    if (me !== 0) skip('only root can give folders to others');
  });

  it('refuses a volume of another owner, says how to hand it over, and changes nothing', async () => {
    const made = await instance();
    mkdirSync(made.volume, { recursive: true, mode: 0o755 });
    chownSync(made.volume, 4711, 4712);
    expect(await createOperatingFolders(made, asMyself)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'volume-owner',
          message: 'the data folder platform/db/volumes/test belongs to user 4711, but db runs as user 0',
          remedy: `Run the command as the owner, or hand the data over: chown -R 0:0 '${made.volume}'`,
        },
      ],
    });
    expect(looks(made.volume)).toBe('755 4711');
  });

  it('gives the volume to the user as whom the component runs, and lets that user add to the run folder', async () => {
    const made = await instance();
    const options = { owner: { uid: 4711, gid: 4712 }, invoker: 0, describe: describe_ };
    expect(await createOperatingFolders(made, options)).toEqual({ ok: true });
    expect(await createOperatingFolders(made, options)).toEqual({ ok: true });
    expect([looks(made.volume), looks(made.runDirectory), looks(join(made.runDirectory, 'home'))]).toEqual([
      '700 4711',
      '1770 0',
      '700 4711',
    ]);
    expect(statSync(made.runDirectory).gid).toBe(4712);
    expect(looks(dirname(made.volume))).toBe(`${looks(dirname(made.runDirectory)).split(' ')[0]} 0`);
  });
});
