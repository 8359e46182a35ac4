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
    expect(await select('DSW_PROFILE=Mine\n')).toEqual([['env/project.env', 1, '"Mine" is no name for a profile (from env/project.env)']]);
  });

  it('is not guessed when the file is half written', async () => {
    expect(await select('DSW_DEPLOY_ENV="prod')).toEqual([['env/project.env', 1, 'the quote " is never closed']]);
  });

  const selectRuntime = async (project: string, processEnv: NodeJS.ProcessEnv = {}, requestedRuntime?: string): Promise<unknown> => {
    await writeFile(join(root, 'env/project.env'), project);
    const selected = await selectEnvironment({ root, processEnv, requestedRuntime });
    return selected.ok
      ? [selected.value.runtime, selected.value.runtimeOrigin]
      : selected.diagnostics.map(({ file, range, message, remedy }) => [file, range?.start.line, message, remedy]);
  };

  it('says which runtime, and who chose it', async () => {
    const project = 'DSW_RUNTIME=process\n';
    expect(await selectRuntime('')).toEqual(['auto', 'the default']);
    expect(await selectRuntime(project)).toEqual(['process', 'env/project.env']);
    expect(await selectRuntime(project, { DSW_RUNTIME: 'compose' })).toEqual(['compose', 'DSW_RUNTIME of the shell']);
    expect(await selectRuntime(project, { DSW_RUNTIME: 'compose' }, 'auto')).toEqual(['auto', 'the command line']);
  });

  it('has a runtime that exists', async () => {
    const remedy = 'Use one of auto, compose, process.';
    expect(await selectRuntime('DSW_RUNTIME=docker')).toEqual([
      ['env/project.env', 1, 'there is no runtime "docker" (from env/project.env)', remedy],
    ]);
    expect(await selectRuntime('DSW_RUNTIME=docker', {}, '')).toEqual([
      [undefined, undefined, 'there is no runtime "" (from the command line)', remedy],
    ]);
  });

  const selectRegistry = async (project: string, processEnv: NodeJS.ProcessEnv = {}): Promise<unknown> => {
    await writeFile(join(root, 'env/project.env'), project);
    const selected = await selectEnvironment({ root, processEnv });
    return selected.ok ? selected.value.registry : selected.diagnostics;
  };

  it('may have a mirror for images, of the shell or of the file', async () => {
    const project = '# a mirror\nDSW_REGISTRY=mirror.example.org\n';
    expect(await selectRegistry('')).toBe(undefined);
    expect(await selectRegistry(project)).toBe('mirror.example.org');
    expect(await selectRegistry(project, { DSW_REGISTRY: '127.0.0.1:5000/hub' })).toBe('127.0.0.1:5000/hub');
  });

  it('refuses a mirror that is none at its place, and shows no password', async () => {
    const position = { line: 2, column: 1 };
    const refusal = {
      severity: 'error',
      code: 'selection',
      message: '"https://mirror.example.org" is no prefix for images (from env/project.env)',
      remedy: 'Write a host without https://, in lower case, such as mirror.example.org or 127.0.0.1:5000/hub, or remove DSW_REGISTRY.',
      file: 'env/project.env',
      range: { start: position, end: position },
    };
    expect(await selectRegistry('# a mirror\nDSW_REGISTRY=https://mirror.example.org\n')).toEqual([refusal]);
    expect(await selectRegistry('# a mirror\nDSW_REGISTRY=me:hidden@mirror.example.org\n')).toEqual([
      { ...refusal, message: 'the value of DSW_REGISTRY is no prefix for images (from env/project.env)' },
    ]);
  });
});
