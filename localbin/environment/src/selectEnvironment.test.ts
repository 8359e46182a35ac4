import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectEnvironment } from './selectEnvironment.js';

describe('the selected environment', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'dsw-select-'));
    await mkdir(join(root, 'env'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const select = async (project: string | undefined, processEnv: NodeJS.ProcessEnv = {}, requested?: string): Promise<unknown> => {
    if (project !== undefined) await writeFile(join(root, 'env/project.env'), project);
    const selected = await selectEnvironment({ root, processEnv, requested });
    if (!selected.ok) return selected.diagnostics.map(({ file, range, message }) => [file, range?.start.line, message]);
    const { environment, origin, profile, runtime } = selected.value;
    return { environment, origin, profile, runtime };
  };

  it('is local, with the starter profile, when nothing says otherwise', async () => {
    expect(await select(undefined)).toEqual({ environment: 'local', origin: 'the default', profile: 'starter', runtime: 'auto' });
  });

  it('is what env/project.env says', async () => {
    expect(await select('DSW_DEPLOY_ENV=staging\nDSW_PROFILE=dust\n')).toMatchObject({
      environment: 'staging',
      origin: 'env/project.env',
      profile: 'dust',
    });
  });

  it('follows the shell before the file, and the command line before the shell', async () => {
    const project = 'DSW_DEPLOY_ENV=staging\n';
    expect(await select(project, { DSW_DEPLOY_ENV: 'demo' })).toMatchObject({ environment: 'demo' });
    expect(await select(project, { DSW_DEPLOY_ENV: 'demo' }, 'test')).toMatchObject({ environment: 'test' });
  });

  it('has a plain name that is not reserved', async () => {
    expect(await select('# x\nDSW_DEPLOY_ENV=../../etc\n')).toEqual([
      ['env/project.env', 2, '"../../etc" is no name for an environment (from env/project.env)'],
    ]);
    expect(await select(undefined, {}, 'backup')).toEqual([
      [undefined, undefined, 'the name "backup" is reserved (from the command line)'],
    ]);
  });

  it('is not guessed when the file is half written', async () => {
    expect(await select('DSW_DEPLOY_ENV="prod')).toEqual([['env/project.env', 1, 'the quote " is never closed']]);
  });
});
