import { readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const line = 'add platform/kafka --image apache/kafka:4.1.0 --port 9092 --init true';
const there = 'platform/there/component.yaml';
const files = { 'env/.gitkeep': '', [there]: 'description: t\nruntimes: { process: { command: [sleep, infinity] } }\n' };

it('a component that was being added when the command was killed is there as a whole, or not at all, and the next call adds it', () =>
  inWorkspace(files, async (workspace) => {
    const changes = await changesOf(workspace, line);
    const whole = await component(workspace);
    let killed = 0;
    for (const change of spread(6, changes)) {
      for (const part of ['platform/kafka', 'infra']) await rm(workspace.path(part), { recursive: true, force: true });
      const { ran } = await killedAtChange(workspace, line, change);
      if (ran.signal === 'SIGKILL') killed += 1;
      expect((await workspace.dsw('validate')).exitCode).toBe(0);
      if (existsSync(workspace.path('platform/kafka')))
        expect((await workspace.dsw(line)).stderr).toContain('platform/kafka is there already');
      else await workspace.succeeds(line);
      expect(await component(workspace)).toEqual(whole);
    }
    expect(killed).toBeGreaterThan(2);
    await workspace.succeeds('add platform/other --image other');
    expect(await readdir(workspace.path('platform'))).toEqual(['kafka', 'other', 'there']);
  }));

async function component(workspace: Workspace): Promise<string[]> {
  const found = await Promise.all(
    ['platform/kafka', 'infra'].map((folder) => readdir(workspace.path(folder), { recursive: true, encoding: 'utf8' })),
  );
  return found.flat().sort();
}
