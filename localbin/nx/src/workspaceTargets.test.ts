import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { workspaceTargets } from './workspaceTargets.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);
const executor = './localbin/nx:run';
const dsw = 'localbin/bin/dsw';
const targets = Object.entries(workspaceTargets(executor, dsw));
const commands = targets.flatMap(([name, { options }]) => {
  const { command } = (options ?? {}) as { command?: string };
  return command === undefined ? [] : [[name, command] as const];
});

describe('the targets of the whole workspace', () => {
  it.each(commands)('%s calls a command that there is: %s', async (_name, command) => {
    const [program = '', ...words] = command.split(' ');
    expect(program).toBe(dsw);
    // It fails with what it says where there is no such command.
    const { stdout } = await run(join(repository, program), [...words, '--help'], { cwd: repository });
    expect(stdout).toContain(`Usage: dsw ${words.join(' ')}`);
  });

  it('say what they do', () => {
    expect(targets.filter(([, { metadata }]) => (metadata?.description ?? '') === '')).toEqual([]);
  });

  it('are carried out by the engine, or by a command', () => {
    expect(new Set(targets.map(([, { executor: by }]) => by))).toEqual(new Set([executor, 'nx:run-commands']));
  });

  it('have all the words that one looks for in such a workspace', () => {
    const words = [
      ...['env-config-prepare', 'env-config-edit', 'bootstrap'],
      ...['prep', 'purge', 'rebase', 'up', 'down', 'restart', 'init', 'clean', 'reset'],
      ...['status-all', 'log-system', 'host-init', 'host-clean', 'host-purge'],
    ];
    const names = targets.map(([name]) => name);
    expect(words.filter((word) => !names.includes(word))).toEqual([]);
  });

  it('are fewer where there is no command', () => {
    expect(Object.values(workspaceTargets(executor, undefined)).every(({ executor: by }) => by === executor)).toBe(true);
  });
});
