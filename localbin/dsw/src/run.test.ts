import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fullName } from './dswCommand.js';
import { examplesOf, relatedTo } from './examples.js';
import { commandLine, run } from './run.js';
import { allCommands } from './testing/allCommands.js';
import { fakeFace } from './testing/fakeFace.js';

const program = commandLine(fakeFace([]), () => undefined);
const commands = allCommands(program);
const names = commands.map(fullName);

async function answer(
  line: string,
  options: Parameters<typeof fakeFace>[1] = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const face = fakeFace(
    line.split(' ').filter((word) => word !== ''),
    options,
  );
  const status = await run(face);
  return { status, ...face.said() };
}

describe('help', () => {
  it.each(names)('of %s has an example, and fits 80 columns', async (name) => {
    const { status, stdout } = await answer(`${name.slice('dsw '.length)} --help`);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: ${name}`);
    expect(stdout).toMatch(/^Examples:$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('has examples that begin with a command that there is', () => {
    const lines = [program, ...commands].flatMap((command) => examplesOf(command).map(([line]) => line));
    const unknown = lines.filter((line) => !names.some((name) => `${line} `.includes(`${name} `)));
    expect(unknown).toEqual([]);
  });

  it('names related commands that there are', () => {
    const related = new Set(commands.flatMap((command) => relatedTo(command).map((name) => `dsw ${name}`)));
    expect([...related].filter((name) => !names.includes(name))).toEqual([]);
  });

  it('lists every command on one line of 80 columns, and ends with examples, exit codes and where to read on', async () => {
    const { stdout } = await answer('--help');
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const listed = names.filter((name) => !name.slice('dsw '.length).includes(' '));
    const listing = lines.slice(0, lines.indexOf('Examples:'));
    expect(listing.filter((line) => /^ {2}[a-z]/.test(line))).toHaveLength(listed.length);
    expect(listing.filter((line) => /^ {3,}/.test(line))).toEqual([]);
    expect(lines.slice(lines.indexOf('Exit codes:')).join('\n')).toBe(`Exit codes:
  0 done, 1 failed, 2 wrong command line, 3 done in part, 130 interrupted

dsw <command> --help shows its options and examples; dsw man is the manual,
doc/command-line.md the same with all that is behind it.
`);
  });

  it('is what dsw alone shows, and dsw help, on standard output', async () => {
    const asked = await answer('--help');
    expect(await answer('')).toEqual(asked);
    expect(await answer('help')).toEqual(asked);
    expect(asked).toMatchObject({ status: 0, stderr: '' });
  });

  it.each(['up', 'env explain'])('of a command is told by dsw help %s, too', async (name) => {
    expect(await answer(`help ${name}`)).toEqual(await answer(`${name} --help`));
  });

  it('has headings in bold on a terminal, which nobody gets who has set NO_COLOR', async () => {
    expect((await answer('up --help', { columns: 80 })).stdout).toContain('\u001b[1mOptions:\u001b[22m');
    const options = { columns: 80, processEnv: { NO_COLOR: '1' } };
    expect((await answer('up --help', options)).stdout).toBe((await answer('up --help')).stdout);
  });

  it('uses a wide terminal', async () => {
    expect(Math.max(...(await answer('--help', { columns: 200 })).stdout.split('\n').map((line) => line.length))).toBeGreaterThan(80);
    expect((await answer('backup --help', { columns: 200 })).stdout).toContain('If a part fails, the rest is kept');
  });
});

describe('every command', () => {
  it.each(commands.map((command) => [fullName(command), command] as const))('%s takes the options that all take', (_, command) => {
    expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(['--env', '--runtime', '--profile', '--parallel']));
  });

  // What a person does in an editor, a shell or a program is not known beforehand; the others change nothing.
  const changesNothing =
    'status logs validate env env-list backup-list schedule-status doctor secrets-check watch graph diagnose log-system console help completion man exec shell tools explain diff';
  it.each(
    commands
      .filter((command) => !changesNothing.split(' ').includes(command.name()))
      .map((command) => [fullName(command), command] as const),
  )('%s, which changes something, can be tried with --dry-run', (_, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--dry-run');
  });
});

describe('a mistake on the command line', () => {
  it.each([
    ['stats', "error: unknown command 'stats'\n  Did you mean status? dsw --help lists the commands.\n"],
    ['stats --help', "error: unknown command 'stats'\n  Did you mean status? dsw --help lists the commands.\n"],
    ['constructor', "error: unknown command 'constructor'\n  dsw --help lists the commands.\n"],
    ['list', "error: unknown command 'list'\n  Did you mean status, env-list or backup-list? dsw --help lists the commands.\n"],
    ['help stats', "error: unknown command 'stats'\n  Did you mean status? dsw --help lists the commands.\n"],
    ['up --dryrun', "error: unknown option '--dryrun'\n  Did you mean --dry-run? dsw up --help lists the options.\n"],
    ['--dry-run up', "error: unknown option '--dry-run'\n  It belongs behind the command: dsw up --dry-run\n"],
    ['start', "error: missing required argument 'components'\n  Usage: dsw start [options] <components...>\n"],
    ['down store', "error: too many arguments for 'down'. Expected 0 arguments but got 1.\n  Usage: dsw down [options]\n"],
    [
      'up --parallel 0',
      "error: option '--parallel <n>' argument '0' is invalid. It must be a number, 1 or more.\n  Usage: dsw up [options] [components...]\n",
    ],
    [
      '--runtime docker up',
      "error: option '--runtime <runtime>' argument 'docker' is invalid. Allowed choices are auto, compose, process.\n  Usage: dsw [options] <command>\n",
    ],
    [
      'backup-prune --confirm --dry-run',
      "error: option '--dry-run' cannot be used with option '--confirm'\n  Usage: dsw backup-prune [options]\n",
    ],
  ])('is told on standard error, once, and is usage: dsw %s', async (line, stderr) => {
    expect(await answer(line)).toEqual({ status: 2, stdout: '', stderr });
  });
});

describe('an environment that there is not', () => {
  it('is refused with the nearest one, where it would not be made', async () => {
    const root = await mkdtemp(join(tmpdir(), 'dsw-environment-'));
    try {
      await writeFile(join(root, 'nx.json'), '{}');
      await mkdir(join(root, 'env', 'staging'), { recursive: true });
      expect(await answer('status --env stagin', { cwd: root })).toEqual({
        status: 1,
        stdout: '',
        stderr: 'error: there is no environment stagin\n  Did you mean staging? Otherwise dsw env-create stagin makes it.\n',
      });
      expect((await answer('status --env local', { cwd: root })).status).toBe(0);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

it('tells its version', async () => {
  expect(await answer('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^dsw \d+\.\d+\.\d+\n$/) as string });
});
