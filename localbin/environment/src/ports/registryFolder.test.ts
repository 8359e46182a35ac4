import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryFolder } from './registryFolder.js';

const uid = process.geteuid?.() ?? -1;

describe('leases are registered', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsw-state-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const found = async (processEnv: NodeJS.ProcessEnv, as = uid): Promise<string> => {
    const result = await registryFolder({ processEnv, machine: 'här e', uid: as });
    return result.ok ? result.value : (result.diagnostics[0]?.message ?? '');
  };

  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o7777).toString(8);

  it('where DSW_STATE_HOME says, one folder a machine, for nobody else to see', async () => {
    const state = join(folder, 'state');
    expect(await found({ DSW_STATE_HOME: state, HOME: '/nowhere' })).toBe(join(state, 'ports', 'h_r_e'));
    expect(await Promise.all(['', 'ports', 'ports/h_r_e'].map((path) => modeOf(join(state, path))))).toEqual(['700', '700', '700']);
  });

  it('for several people together below a folder that all may write to', async () => {
    await chmod(folder, 0o1777);
    await found({ DSW_STATE_HOME: folder });
    expect(await Promise.all(['ports', 'ports/h_r_e'].map((path) => modeOf(join(folder, path))))).toEqual(['1777', '1777']);
  });

  it('otherwise in the state of the user', async () => {
    const state = join(folder, 'xdg');
    expect(await found({ XDG_STATE_HOME: state, HOME: folder })).toBe(join(state, 'dust-workspace/ports/h_r_e'));
    expect(await found({ XDG_STATE_HOME: 'relative', HOME: folder })).toBe(join(folder, '.local/state/dust-workspace/ports/h_r_e'));
  });

  it('otherwise among the temporary files: without a home, or with one that is no folder or that of another user', async () => {
    await writeFile(join(folder, 'file'), '');
    const temporary = join(folder, `dust-workspace-${uid}`, 'ports', 'h_r_e');
    expect(await found({ TMPDIR: folder })).toBe(temporary);
    expect(await found({ HOME: join(folder, 'file'), TMPDIR: folder })).toBe(temporary);
    expect(await found({ HOME: '/nonexistent', TMPDIR: folder })).toBe(temporary);
    const other = await found({ HOME: folder, TMPDIR: folder }, uid + 1);
    expect(other).toBe(`neither ${folder}/.local/state/dust-workspace nor ${folder}/dust-workspace-${uid + 1} can be written to`);
  });

  it('nowhere where nothing can be written, which is said', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await found({ DSW_STATE_HOME: join(folder, 'file') })).toBe(`${folder}/file (DSW_STATE_HOME) cannot be written to`);
    expect(await found({ DSW_STATE_HOME: 'state' })).toBe('DSW_STATE_HOME is no absolute path');
    expect(await found({ TMPDIR: join(folder, 'file') })).toBe(`neither a home nor ${folder}/file/dust-workspace-${uid} can be written to`);
  });

  it('not through a link that another user put among the temporary files', async () => {
    await mkdir(join(folder, 'theirs'));
    await symlink('theirs', join(folder, `dust-workspace-${uid + 1}`));
    expect(await found({ TMPDIR: folder }, uid + 1)).toMatch(/^neither a home nor .* can be written to$/);
  });
});
