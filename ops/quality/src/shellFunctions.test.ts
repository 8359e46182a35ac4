import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { has, run, type RunResult } from './testing/run.js';
import { scratchFolder } from './testing/scratchFolder.js';
import { workspace } from './testing/workspace.js';

describe.each(['sh', 'bash', 'dash', 'zsh'])('localbin/utils.sh in %s', (shell) => {
  async function inShell(code: string, cwd = workspace): Promise<RunResult> {
    // Without SHLVL bash takes the socket that is its input for a remote login, and reads start-up files.
    return await run(shell, ['-euc', `. "${workspace}/localbin/utils.sh"\n${code}`], { cwd, env: { SHLVL: '1' } });
  }

  beforeEach(async (context) => {
    context.skip(!(await has(shell)), `${shell} is not installed`);
  });

  it('dsw_info leaves standard output to data', async () => {
    expect(await inShell('dsw_info "50% done"; echo data')).toEqual({ status: 0, stdout: 'data\n', stderr: '50% done\n' });
  });

  it('dsw_fail ends the script', async () => {
    const stderr = 'error: no disk\n  buy one\n';
    expect(await inShell('dsw_fail "no disk" "buy one"; echo never')).toEqual({ status: 1, stdout: '', stderr });
    expect(await inShell('dsw_fail "no disk"')).toEqual({ status: 1, stdout: '', stderr: 'error: no disk\n' });
  });

  it('dsw_require goes on when the program is there', async () => {
    const stderr = 'error: no-such-program is not installed\n  apt-get install it\n';
    expect(await inShell('dsw_require sh "apt-get install dash"; echo on')).toEqual({ status: 0, stdout: 'on\n', stderr: '' });
    expect(await inShell('dsw_require no-such-program "apt-get install it"; echo never')).toEqual({ status: 1, stdout: '', stderr });
  });

  it('dsw_root finds the workspace around a folder', async () => {
    const found = { status: 0, stdout: `${workspace}\n`, stderr: '' };
    expect(await inShell('dsw_root', path.join(workspace, 'ops/quality/src'))).toEqual(found);
    expect(await inShell(`dsw_root "${workspace}/localbin"`, '/')).toEqual(found);
  });

  it('dsw_root fails outside of one', async () => {
    const elsewhere = await scratchFolder();
    const stderr = `error: ${elsewhere} is not in a workspace\n  run this in a checkout of the workspace\n`;
    expect(await inShell('root=$(dsw_root); echo never', elsewhere)).toEqual({ status: 1, stdout: '', stderr });
  });
});
