import { chmod, chown, copyFile, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { has, run, type RunResult } from './testing/run.js';
import { scratchFolder } from './testing/scratchFolder.js';
import { snapshotFolder } from './testing/snapshotFolder.js';
import { workspace } from './testing/workspace.js';

interface Place {
  readonly root: string;
  readonly home: string;
}

/** A home folder with a space in its name, empty but for `files`. */
async function place(files: Readonly<Record<string, string>> = {}): Promise<Place> {
  const root = await scratchFolder();
  const home = path.join(root, 'home of Ann');
  await mkdir(home);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(home, name)), { recursive: true });
    await writeFile(path.join(home, name), content);
  }
  return { root, home };
}

/** What the scripts need of a checkout, with a `dsw` that prints the name of the checkout. */
async function checkout({ root }: Place, name: string): Promise<string> {
  const folder = path.join(root, name);
  await mkdir(path.join(folder, 'localbin/bin'), { recursive: true });
  for (const file of ['install.sh', 'uninstall.sh', 'pathBlock.sh', 'utils.sh'])
    await copyFile(path.join(workspace, 'localbin', file), path.join(folder, 'localbin', file));
  await writeFile(path.join(folder, 'localbin/bin/dsw'), '#!/bin/sh\nbasename "$(dirname "$(dirname "$(dirname "$0")")")"\n');
  await chmod(path.join(folder, 'localbin/bin/dsw'), 0o755);
  return folder;
}

interface Options {
  readonly shell?: string;
  readonly login?: string;
  readonly args?: readonly string[];
}

async function script({ home }: Place, file: string, { shell = 'sh', login = '/bin/bash', args = [] }: Options = {}): Promise<RunResult> {
  return await run(shell, [file, ...args], { cwd: '/', env: { HOME: home, SHELL: login } });
}

const install = (where: Place, folder: string, options?: Options): Promise<RunResult> =>
  script(where, path.join(folder, 'localbin/install.sh'), options);
const uninstall = (where: Place, folder: string, options?: Options): Promise<RunResult> =>
  script(where, path.join(folder, 'localbin/uninstall.sh'), options);

const quiet = { status: 0, stdout: '', stderr: '' };

describe.each(['sh', 'bash', 'dash', 'zsh'])('run by %s', (shell) => {
  it('installs once, and uninstalls to the byte', async (context) => {
    context.skip(!(await has(shell)), `${shell} is not installed`);
    const where = await place({
      '.profile': '# profile\n\n\n',
      '.bashrc': 'alias ll="ls -l" # without an end',
      'dotfiles/zshrc': "# it's all here\r\n",
      '.config/fish/config.fish': '# fish\n',
    });
    await symlink('dotfiles/zshrc', path.join(where.home, '.zshrc'));
    await chmod(path.join(where.home, '.profile'), 0o600);
    const folder = await checkout(where, "it's a $HOME checkout");
    const before = await snapshotFolder(where.home);

    const first = await install(where, folder, { shell });
    expect(first).toEqual({
      status: 0,
      stdout: '',
      stderr: [
        `${where.home}/.profile: added`,
        `${where.home}/.bashrc: added`,
        `${where.home}/.zshrc: added`,
        `${where.home}/.config/fish/conf.d/dust-workspace.fish: added`,
        `Open a new shell, or run: . '${where.home}/.bashrc'`,
        '',
      ].join('\n'),
    });
    const installed = await snapshotFolder(where.home);
    expect(Object.entries(installed).filter(([, content]) => content.includes(folder.replaceAll("'", "'\\''")))).toHaveLength(3);
    expect(installed['.zshrc']).toBe('-> dotfiles/zshrc');

    const second = await install(where, folder, { shell });
    expect(second.stderr).toContain(`${where.home}/.bashrc: already there`);
    expect(await snapshotFolder(where.home)).toEqual(installed);

    const third = await uninstall(where, folder, { shell });
    expect(third.status).toBe(0);
    expect(await snapshotFolder(where.home)).toEqual(before);
    expect(await uninstall(where, folder, { shell })).toEqual(quiet);
  });
});

describe('what it creates', () => {
  it.each(['/bin/bash', '/bin/zsh', '/usr/bin/fish', '/bin/sh'])('for %s is gone afterwards', async (login) => {
    const where = await place();
    const folder = await checkout(where, 'a');
    expect((await install(where, folder, { login })).status).toBe(0);
    const expected = ['.bashrc', '.profile'];
    if (login.endsWith('zsh')) expected.push('.zshrc');
    if (login.endsWith('fish')) expected.push('.config');
    expect((await readdir(where.home)).sort()).toEqual(expected.sort());
    expect((await uninstall(where, folder)).status).toBe(0);
    expect(await snapshotFolder(where.home)).toEqual({});
  });

  it('stays where somebody else has begun to use it', async () => {
    const where = await place();
    const folder = await checkout(where, 'a');
    await install(where, folder, { login: '/usr/bin/fish' });
    await writeFile(path.join(where.home, '.config/fish/config.fish'), '# mine\n');
    await writeFile(path.join(where.home, '.profile'), `# mine\n${await readFile(path.join(where.home, '.profile'), 'utf8')}`);
    await uninstall(where, folder);
    expect(Object.keys(await snapshotFolder(where.home))).toEqual(['.config/', '.config/fish/', '.config/fish/config.fish', '.profile']);
    expect(await readFile(path.join(where.home, '.profile'), 'utf8')).toBe('# mine\n');
  });

  it('may be the target of a link that led nowhere', async () => {
    const where = await place({ 'dotfiles/empty': '' });
    await symlink('dotfiles/bashrc', path.join(where.home, '.bashrc'));
    const folder = await checkout(where, 'a');
    const before = await snapshotFolder(where.home);
    await install(where, folder);
    expect(await readFile(path.join(where.home, 'dotfiles/bashrc'), 'utf8')).toContain(folder);
    await uninstall(where, folder);
    expect(await snapshotFolder(where.home)).toEqual(before);
  });
});

it('keeps lines that were written below the block', async () => {
  const where = await place({ '.bashrc': 'first' });
  const folder = await checkout(where, 'a');
  await install(where, folder);
  await writeFile(path.join(where.home, '.bashrc'), 'last', { flag: 'a' });
  await uninstall(where, folder);
  expect(await readFile(path.join(where.home, '.bashrc'), 'utf8')).toBe('first\nlast');
});

describe('with two checkouts', () => {
  it('the second takes the place of the first, says so, and leaves no trace when it is uninstalled', async () => {
    const where = await place({ '.bashrc': 'no end', '.profile': '' });
    const [a, b] = [await checkout(where, 'a'), await checkout(where, 'b')];
    const before = await snapshotFolder(where.home);
    await install(where, a);
    const { stderr } = await install(where, b);
    expect(stderr).toContain(`${where.home}/.bashrc: replaced the one of ${a}\n`);
    const content = await readFile(path.join(where.home, '.bashrc'), 'utf8');
    expect([content.includes(`${a}/`), content.includes(`${b}/`)]).toEqual([false, true]);

    const foreign = await uninstall(where, a);
    expect(foreign).toEqual({
      status: 0,
      stdout: '',
      stderr: `${where.home}/.profile: left alone, belongs to ${b}\n${where.home}/.bashrc: left alone, belongs to ${b}\n`,
    });
    expect(await readFile(path.join(where.home, '.bashrc'), 'utf8')).toBe(content);

    await uninstall(where, b);
    expect(await snapshotFolder(where.home)).toEqual(before);
  });
});

describe('a dry run', () => {
  it('shows what would be done and does nothing', async () => {
    const where = await place({ '.bashrc': '#\n' });
    const folder = await checkout(where, 'a');
    const before = await snapshotFolder(where.home);
    const { status, stderr } = await install(where, folder, { args: ['--dry-run'] });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: [
        `${where.home}/.profile: would add`,
        ...blockOf(folder, 'file'),
        `${where.home}/.bashrc: would add`,
        ...blockOf(folder, 'nothing', completion(folder)),
        '',
      ].join('\n'),
    });
    expect(await snapshotFolder(where.home)).toEqual(before);

    await install(where, folder);
    const installed = await snapshotFolder(where.home);
    expect((await uninstall(where, folder, { args: ['--dry-run'] })).stderr).toBe(
      `${where.home}/.profile: would remove lines 1 to 4\n${where.home}/.bashrc: would remove lines 2 to 6\n`,
    );
    expect(await snapshotFolder(where.home)).toEqual(installed);
  });

  function completion(folder: string): string {
    const script = `'${folder}/localbin/share/bash-completion/completions/dsw'`;
    return `if [ -n "\${BASH_VERSION:+x}" ] && [ -r ${script} ]; then . ${script}; fi`;
  }

  function blockOf(folder: string, note: string, ...more: readonly string[]): string[] {
    return [
      `# >>> dust-workspace >>> ${folder}`,
      `# Added by localbin/install.sh, removed by localbin/uninstall.sh (undo: ${note})`,
      `case ":$PATH:" in *:'${folder}/localbin/bin':*) ;; *) PATH='${folder}/localbin/bin':"$PATH" && export PATH ;; esac`,
      ...more,
      '# <<< dust-workspace <<<',
    ];
  }
});

describe('it refuses, and changes nothing,', () => {
  it('when a file is read-only', async () => {
    const where = await place({ '.bashrc': '# fixed\n', '.profile': '# free\n' });
    const folder = await checkout(where, 'a');
    await chmod(path.join(where.home, '.bashrc'), 0o444);
    const before = await snapshotFolder(where.home);
    expect(await asOrdinaryUser(where, path.join(folder, 'localbin/install.sh'))).toEqual({
      status: 1,
      stdout: '',
      stderr: `error: nothing was installed\n${where.home}/.bashrc is read-only\n  correct this and try again, or add to PATH yourself: ${folder}/localbin/bin\n`,
    });
    expect(await snapshotFolder(where.home)).toEqual(before);
  });

  it('when a file has become read-only before the removal', async () => {
    const where = await place({ '.bashrc': '# fixed\n' });
    const folder = await checkout(where, 'a');
    await install(where, folder);
    await chmod(path.join(where.home, '.bashrc'), 0o444);
    const before = await snapshotFolder(where.home);
    const { status, stderr } = await asOrdinaryUser(where, path.join(folder, 'localbin/uninstall.sh'));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `error: nothing was removed\n${where.home}/.bashrc is read-only\n  correct this and try again\n`,
    });
    expect(await snapshotFolder(where.home)).toEqual(before);
  });

  it('when a folder has the name of a start-up file', async () => {
    const where = await place({ '.bashrc/x': '' });
    const { status, stderr } = await install(where, await checkout(where, 'a'));
    expect({ status, message: stderr.split('\n')[1] }).toEqual({ status: 1, message: `${where.home}/.bashrc is a folder` });
  });

  it('when the end of a block was deleted', async () => {
    const where = await place({ '.bashrc': '# >>> dust-workspace >>> /elsewhere\nmine\n' });
    const folder = await checkout(where, 'a');
    const before = await snapshotFolder(where.home);
    for (const attempt of [await install(where, folder), await uninstall(where, folder)]) {
      expect({ status: attempt.status, message: attempt.stderr.split('\n')[1] }).toEqual({
        status: 1,
        message: `${where.home}/.bashrc has a line "# >>> dust-workspace >>> " without its end "# <<< dust-workspace <<<"`,
      });
    }
    expect(await snapshotFolder(where.home)).toEqual(before);
  });

  it('when the checkout cannot be on a PATH', async () => {
    const where = await place();
    const folder = await checkout(where, 'a:b');
    expect(await install(where, folder)).toEqual({
      status: 1,
      stdout: '',
      stderr: `error: ${folder} cannot be on a PATH: its name contains a colon or a line break\n  move the checkout\n`,
    });
    expect(await snapshotFolder(where.home)).toEqual({});
  });

  it('when there is no home folder', async () => {
    const where = await place();
    const { status, stderr } = await install({ ...where, home: '/no/such/home' }, await checkout(where, 'a'));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'error: HOME is not a folder: /no/such/home\n  set HOME to your home folder\n',
    });
  });

  it('an argument that it does not know', async () => {
    const where = await place();
    const { status, stderr } = await install(where, await checkout(where, 'a'), { args: ['--force'] });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'error: unknown argument: --force\n  usage: install.sh [--dry-run]\n' });
  });

  /** Root may write what is read-only, so root becomes somebody else, who owns the home folder. */
  async function asOrdinaryUser({ root, home }: Place, file: string): Promise<RunResult> {
    const env = { HOME: home, SHELL: '/bin/bash' };
    if (process.getuid?.() !== 0) return await run('sh', [file], { env });
    const nobody = 65_534;
    await chmod(root, 0o755);
    for (const owned of [home, ...(await readdir(home)).map((name) => path.join(home, name))]) await chown(owned, nobody, nobody);
    return await run('setpriv', [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', 'sh', file], { cwd: '/', env });
  }
});

describe('afterwards dsw is completed, once it is built, by', () => {
  it.for([
    { shell: 'bash', login: '/bin/bash', file: 'bash-completion/completions/dsw', args: ['--norc', '-c', '. "$HOME/.bashrc"'] },
    { shell: 'zsh', login: '/bin/zsh', file: 'zsh/site-functions/_dsw', args: ['-f', '-c', 'compdef() { :; }; . "$HOME/.zshrc"'] },
    { shell: 'fish', login: '/usr/bin/fish', file: 'fish/vendor_completions.d/dsw.fish', args: ['-c', 'true'] },
  ])('$shell', async ({ shell, login, file, args }, context) => {
    context.skip(!(await has(shell)), `${shell} is not installed`);
    const where = await place();
    const folder = await checkout(where, 'it\'s $(a) "check\\out"');
    await install(where, folder, { login });
    expect(await run(shell, args, { env: { HOME: where.home } })).toEqual(quiet);
    const script = path.join(folder, 'localbin/share', file);
    await mkdir(path.dirname(script), { recursive: true });
    await writeFile(script, 'echo completed\n');
    expect(await run(shell, args, { env: { HOME: where.home } })).toEqual({ status: 0, stdout: 'completed\n', stderr: '' });
  });
});

describe('afterwards dsw is found by', () => {
  it.for([
    { shell: 'bash', login: '/bin/bash', args: ['--norc', '-c', '. "$HOME/.bashrc"; . "$HOME/.profile"; dsw; echo "$PATH"'] },
    { shell: 'bash', login: '/bin/bash', args: ['-l', '-c', 'dsw; echo "$PATH"'] },
    { shell: 'dash', login: '/bin/sh', args: ['-l', '-c', 'dsw; echo "$PATH"'] },
    { shell: 'zsh', login: '/bin/zsh', args: ['-i', '-c', 'dsw; echo "$PATH"'] },
    { shell: 'fish', login: '/usr/bin/fish', args: ['-c', 'dsw; string join : $PATH'] },
  ])('$shell $args.0', async ({ shell, login, args }, context) => {
    context.skip(!(await has(shell)), `${shell} is not installed`);
    const where = await place();
    const folder = await checkout(where, 'it\'s $(a) "check\\out"');
    await install(where, folder, { login });
    const { stdout } = await run(shell, args, { cwd: where.home, env: { HOME: where.home } });
    const [answer, PATH = ''] = stdout.trimEnd().split('\n');
    expect({ answer, times: PATH.split(':').filter((part) => part === `${folder}/localbin/bin`).length }).toEqual({
      answer: path.basename(folder),
      times: 1,
    });
  });
});
