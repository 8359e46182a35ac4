import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEditor } from './openEditor.js';
import { runGit } from './runGit.js';

describe('an editor', () => {
  const edited = async (variables: NodeJS.ProcessEnv): Promise<unknown> => {
    const folder = await mkdtemp(join(tmpdir(), 'dsw editor $-'));
    const path = join(folder, 'a file');
    await writeFile(path, 'old\n');
    try {
      const processEnv = { PATH: process.env['PATH'], ...variables };
      const result = await openEditor(path, { processEnv, cwd: folder, attended: false });
      return result.ok ? await readFile(path, 'utf8') : result.diagnostics.map(({ message }) => message);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('is $VISUAL before $EDITOR, with its arguments', async () => {
    expect(await edited({ VISUAL: 'sed -i s/old/new/', EDITOR: 'false' })).toBe('new\n');
    expect(await edited({ VISUAL: '', EDITOR: 'sed -i s/old/other/' })).toBe('other\n');
  });

  it('that fails is told', async () => {
    expect(await edited({ EDITOR: 'exit 3;' })).toEqual(['the editor exit 3; ended with 3']);
    expect(await edited({ EDITOR: 'kill -9 $$;' })).toEqual(['the editor kill -9 $$; was ended by SIGKILL']);
    expect(await edited({ EDITOR: 'no-such-editor' })).toEqual(['the editor no-such-editor ended with 127']);
  });
});

describe('git', () => {
  it('says how it ended, and what it wrote; a missing one is none', async () => {
    const words = ['hash-object', '--stdin'];
    expect(await runGit('/', process.env, words, 'text')).toEqual({ status: 0, output: 'f3a34851d44d6b97c90fbb99dd3d18c261b9a237\n' });
    expect(await runGit('/', process.env, ['no-such-command'])).toEqual({ status: 1, output: '' });
    expect(await runGit('/', { PATH: '/nowhere' }, words)).toBe(undefined);
  });
});
