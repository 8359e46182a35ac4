import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { run } from './testing/run.js';
import { scratchFolder } from './testing/scratchFolder.js';
import { workspace } from './testing/workspace.js';

/** What the stand-ins for `.ci/engine` and for `npm` with each of its commands do: shell. */
interface Commands {
  /** For `.ci/engine` with any argument, which it has in $1. */
  readonly engine?: string;
  /** For what gets the servers that no package has, likewise. */
  readonly servers?: string;
  readonly install?: string;
  readonly test?: string;
  readonly lint?: string;
  readonly generate?: string;
}

async function ciWith({ engine, servers, ...npm }: Commands): Promise<{ status: number | null; lines: string[] }> {
  const folder = await scratchFolder();
  await mkdir(path.join(folder, '.ci'));
  await mkdir(path.join(folder, 'bin'));
  await copyFile(path.join(workspace, '.ci/run'), path.join(folder, '.ci/run'));
  await script(path.join(folder, '.ci/setup'), 'exit 0');
  await script(path.join(folder, '.ci/engine'), engine ?? 'exit 0');
  for (const server of ['temporal', 'tika', 'elasticsearch', 'kafka', 'chromium'])
    await script(path.join(folder, '.ci', server), servers ?? 'exit 0');
  await script(
    path.join(folder, 'bin/npm'),
    `case "$*" in
      ci) ${npm.install ?? ':'} ;;
      test) ${npm.test ?? "echo '3 passed, 0 failed, 0 skipped'"} ;;
      *lint) ${npm.lint ?? ':'} ;;
      *'generate -- --check') ${npm.generate ?? ':'} ;;
      *) exit 64 ;;
    esac`,
  );
  const env = { PATH: `${path.join(folder, 'bin')}:${process.env.PATH ?? ''}`, HOME: folder };
  await run('git', ['init', '--quiet'], { cwd: folder, env });
  await writeFile(path.join(folder, '.git/info/exclude'), '/.ci/\n/bin/\n');
  const { status, stdout } = await run(path.join(folder, '.ci/run'), [], { cwd: folder, env });
  const lines = stdout.trimEnd().split('\n');
  return { status, lines: lines.map((line) => line.replace(/ \(\d+ s\)$/, '')) };
}

/** What is said of the servers that no package has. */
const servers = ['temporal', 'tika', 'elasticsearch', 'kafka', 'image of temporal', 'image of kafka'].map(
  (name) => `check passed: ${name}`,
);

async function script(file: string, body: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}

it('passes when everything does, and counts each check beside the tests', async () => {
  expect(await ciWith({})).toEqual({
    status: 0,
    lines: [
      'check passed: setup',
      'check passed: engine',
      'check passed: install',
      ...servers,
      '3 passed, 0 failed, 0 skipped',
      'check passed: lint',
      'check passed: generate',
      'check passed: clean checkout afterwards',
      '15 passed, 0 failed, 0 skipped',
    ],
  });
});

it('runs without a terminal or input, and says so to the tools', async () => {
  const { lines } = await ciWith({ test: 'echo "CI=$CI, input: $(cat)"; echo "1 passed, 0 failed, 0 skipped"' });
  expect(lines).toContain('CI=true, input: ');
});

it('fails when a test fails', async () => {
  const { status, lines } = await ciWith({ test: "echo '2 passed, 1 failed, 0 skipped'; exit 1" });
  expect({ status, last: lines.at(-1) }).toEqual({ status: 1, last: '14 passed, 1 failed, 0 skipped' });
});

it('fails when a test is skipped, and repeats which and why', async () => {
  const { status, lines } = await ciWith({ test: "echo 'skipped: a > b: no docker'; echo '2 passed, 0 failed, 1 skipped'" });
  expect({ status, end: lines.slice(-3) }).toEqual({
    status: 1,
    end: ['Nothing may be skipped here. Skipped:', 'skipped: a > b: no docker', '14 passed, 0 failed, 1 skipped'],
  });
});

it('fails when the tests die before their sum', async () => {
  const { status, lines } = await ciWith({ test: 'kill -9 $$' });
  expect({ status, last: lines.at(-1) }).toEqual({ status: 1, last: '12 passed, 1 failed, 0 skipped' });
});

it('fails when the sum is good but the status is not', async () => {
  const { status, lines } = await ciWith({ test: "echo '3 passed, 0 failed, 0 skipped'; exit 1" });
  expect({ status, last: lines.at(-1) }).toEqual({ status: 1, last: '15 passed, 1 failed, 0 skipped' });
});

it('fails when a check fails, and shows its output', async () => {
  const { status, lines } = await ciWith({ lint: "echo 'x.ts: error'; exit 1" });
  expect({ status, lines }).toEqual({
    status: 1,
    lines: [
      'check passed: setup',
      'check passed: engine',
      'check passed: install',
      ...servers,
      '3 passed, 0 failed, 0 skipped',
      'x.ts: error',
      'check FAILED: lint',
      'check passed: generate',
      'check passed: clean checkout afterwards',
      '14 passed, 1 failed, 0 skipped',
    ],
  });
});

it('fails when the installation fails, without going on to the tests', async () => {
  const { status, lines } = await ciWith({ install: 'exit 1' });
  expect({ status, lines }).toEqual({
    status: 1,
    lines: [
      'check passed: setup',
      'check passed: engine',
      'check FAILED: install',
      'check passed: clean checkout afterwards',
      '3 passed, 1 failed, 0 skipped',
    ],
  });
});

it('fails when something is left behind in the checkout', async () => {
  const { status, lines } = await ciWith({ test: "touch litter; echo '3 passed, 0 failed, 0 skipped'" });
  expect({ status, end: lines.slice(-3) }).toEqual({
    status: 1,
    end: ['> ?? litter', 'check FAILED: clean checkout afterwards', '14 passed, 1 failed, 0 skipped'],
  });
});

it('hands the tests what the engine says, and ends it whatever came', async () => {
  const engine = `case "$1" in
      '') echo "pid in \${ENGINE_PID_FILE##*/}" ;;
      env) echo 'export REDIS_IMAGE=redis:here' ;;
      stop) echo "stopped: $ENGINE_PID_FILE" | sed 's:/.*/:/:' ;;
    esac`;
  const { status, lines } = await ciWith({ engine, test: 'echo "with $REDIS_IMAGE"; echo "1 passed, 1 failed, 0 skipped"; exit 1' });
  expect({ status, lines: lines.filter((line) => !line.startsWith('check ')) }).toEqual({
    status: 1,
    lines: [
      'pid in engine.pid',
      'with redis:here',
      '1 passed, 1 failed, 0 skipped',
      'stopped: /engine.pid',
      '13 passed, 1 failed, 0 skipped',
    ],
  });
});

it('fails without an engine, and runs the other tests nevertheless', async () => {
  const { status, lines } = await ciWith({ engine: '[ $# -gt 0 ] || { echo "no engine"; exit 1; }' });
  expect({ status, start: lines.slice(0, 4), last: lines.at(-1) }).toEqual({
    status: 1,
    start: ['check passed: setup', 'no engine', 'check FAILED: engine', 'check passed: install'],
    last: '14 passed, 1 failed, 0 skipped',
  });
});

it('hands the tests what gets the servers says, and fails where one cannot be had', async () => {
  const servers = `case "$1" in env) echo "export \${0##*/}_there=yes" ;; *) [ "\${0##*/}" != tika ] || { echo 'no Java'; exit 1; } ;; esac`;
  const { status, lines } = await ciWith({ servers, test: 'echo "with $temporal_there"; echo "1 passed, 0 failed, 0 skipped"' });
  expect({ status, said: lines.filter((line) => /^no Java|^with |tika/.test(line)), last: lines.at(-1) }).toEqual({
    status: 1,
    said: ['no Java', 'check FAILED: tika', 'with yes'],
    last: '12 passed, 1 failed, 0 skipped',
  });
});
