import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { knownEnvironments } from './knownEnvironments.js';
import { useEnvironment } from './useEnvironment.js';

async function inFolder(body: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'use-'));
  try {
    for (const folder of [
      'env/feature-x/run',
      'env/backup/old/sets/1',
      'env/recipients/local',
      'infra/configuration/staging',
      'infra/configuration/default',
    ])
      await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, 'env/feature-x/web.env'), '');
    await body(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

it.each([
  ['# Mine.\nA=1\nDSW_DEPLOY_ENV="local"   # for now\nB=2\n', '# Mine.\nA=1\nDSW_DEPLOY_ENV=feature-x   # for now\nB=2\n', 'local'],
  ['export DSW_DEPLOY_ENV = ../etc\n', 'export DSW_DEPLOY_ENV =feature-x\n', '../etc'],
  ['A=1\n', 'A=1\nDSW_DEPLOY_ENV=feature-x\n', 'local'],
  ['', 'DSW_DEPLOY_ENV=feature-x\n', 'local'],
])('changes nothing but the name: %j', (text, after, before) =>
  inFolder(async (root) => {
    const file = join(root, 'env/project.env');
    await writeFile(file, text);
    expect(await useEnvironment(root, 'feature-x')).toEqual({ ok: true, value: before });
    expect(await readFile(file, 'utf8')).toBe(after);
  }),
);

it('makes the settings where there are none yet', () =>
  inFolder(async (root) => {
    await writeFile(join(root, 'env/project.env.template'), '# Settings.\nDSW_DEPLOY_ENV=local\n');
    await useEnvironment(root, 'staging');
    expect(await readFile(join(root, 'env/project.env'), 'utf8')).toBe('# Settings.\nDSW_DEPLOY_ENV=staging\n');
  }));

it('refuses what is not there, and settings that cannot be read', () =>
  inFolder(async (root) => {
    const says = async (name: string): Promise<string> => {
      const used = await useEnvironment(root, name);
      return used.ok ? 'done' : used.diagnostics.map(({ message, remedy }) => `${message}: ${remedy ?? ''}`).join();
    };
    expect(await says('big')).toBe('there is no environment big: dsw env-list lists those that there are; dsw env-create big makes it.');
    expect(await says('featurex')).toBe(
      'there is no environment featurex: Did you mean feature-x? Otherwise dsw env-create featurex makes it.',
    );
    expect(await says('recipients')).toContain('the name "recipients" is reserved');
    await writeFile(join(root, 'env/project.env'), 'A="\n');
    expect(await says('staging')).toContain('the quote " is never closed');
  }));

it('knows environments by their folders, templates and backups', () =>
  inFolder(async (root) => {
    const none = { sets: 0, configurations: 0 };
    expect(knownEnvironments(root)).toEqual([
      { name: 'feature-x', template: false, made: true, prepared: ['web'], backups: none },
      { name: 'old', template: false, made: false, prepared: [], backups: { sets: 1, configurations: 0 } },
      { name: 'staging', template: true, made: false, prepared: [], backups: none },
    ]);
  }));
