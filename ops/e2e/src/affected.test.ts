import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Clone } from './testing/freshClone.js';
import { linkedClone } from './testing/linkedClone.js';
import { repository } from './testing/workspace.js';

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

/** What the workflow runs once everything is installed, as it stands there. */
const commands = await workflowCommands();
/** What stands in the document for other systems: it finds by itself what to compare with. */
const elsewhere = 'NX_BASE=$(git merge-base origin/main HEAD) npx nx affected -t lint test validate';

it('the workflow lints, tests and validates what is affected, by the base that the action of Nx finds, and looks at secrets', async () => {
  expect(commands).toEqual(['npx nx affected -t lint test validate', 'npx nx run workspace:secrets-check']);
  const steps = await workflowSteps();
  expect(steps.map(({ uses, run }) => uses ?? run)).toEqual([
    expect.stringMatching(/^actions\/checkout@/),
    expect.stringMatching(/^actions\/setup-node@/),
    'npm ci',
    expect.stringMatching(/^nrwl\/nx-set-shas@/),
    ...commands,
  ]);
  expect(await readFile(join(repository, 'doc/ci.md'), 'utf8')).toContain(elsewhere);
});

describe('in a clone with a history', { timeout: 900_000 }, () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await linkedClone();
    await git('init --quiet --initial-branch=main && git add --all && git commit --quiet -m "the state before"');
    await git('update-ref refs/remotes/origin/main main');
  });
  afterAll(() => clone?.remove());

  async function git(line: string): Promise<string> {
    return runs(`git ${line.replaceAll('git commit', 'git -c user.name=Somebody -c user.email=somebody@example.org commit')}`);
  }

  /** Runs a line, which must succeed. */
  async function runs(line: string): Promise<string> {
    const { exitCode, stdout, stderr } = await clone.shell(line, quiet);
    if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** A branch from the state before on which one line was added to a file. */
  async function change(file: string): Promise<void> {
    await git('checkout --quiet -B change main');
    await appendFile(join(clone.root, file), '\n');
    await git(`add --all && git commit --quiet -m "a change in ${file}"`);
  }

  /** What a line would run, by target. */
  async function tasksOf(line: string): Promise<Record<string, string[]>> {
    const { tasks } = JSON.parse(await runs(`${line} --graph=stdout`)) as {
      tasks: { tasks: Readonly<Record<string, { readonly target: { readonly project: string; readonly target: string } }>> };
    };
    const found: Record<string, string[]> = {};
    for (const { target } of Object.values(tasks.tasks)) (found[target.target] ??= []).push(target.project);
    return Object.fromEntries(Object.entries(found).map(([target, projects]) => [target, projects.sort()]));
  }

  it('a change in the compose file of timescale affects timescale and what wants it', async () => {
    await change('platform/timescale/compose/compose.yaml');
    const { lint, test, validate } = await tasksOf(elsewhere);
    expect({ lint, test, validate }).toEqual({
      lint: ['console', 'timescale'],
      test: ['console', 'timescale'],
      validate: ['console', 'timescale'],
    });
  });

  it('a change in that of redis affects redis and what needs it, and neither timescale nor the console', async () => {
    await change('platform/redis/compose/compose.yaml');
    const { lint, test, validate } = await tasksOf(`NX_BASE=main NX_HEAD=HEAD ${commands[0]}`);
    expect({ lint, test, validate }).toEqual({
      lint: ['dust-core', 'redis'],
      test: ['dust-core', 'redis'],
      validate: [
        'dust-connectors',
        'dust-core',
        'dust-front',
        'dust-front-spa',
        'dust-front-workers',
        'dust-oauth',
        'dust-sqlite-worker',
        'redis',
      ],
    });
  });

  it('a change in a template of configuration affects its component, and one in a document of the repository none', async () => {
    await change('infra/configuration/default/app1.env');
    expect(JSON.parse(await runs('NX_BASE=main npx nx show projects --affected --json'))).toEqual(['app1']);
    await change('doc/component.md');
    expect(JSON.parse(await runs('NX_BASE=main npx nx show projects --affected --json'))).toEqual([]);
  });

  it('the commands of the workflow pass on a change in a component without a package, and run nothing else', async () => {
    await change('application/app1/README.md');
    await appendFile(join(clone.root, 'application/app1/README.md'), 'It greets.\n');
    await git('commit --quiet --all -m "a sentence"');
    const [affected = '', secrets = ''] = commands;
    const said = await runs(`NX_BASE=main NX_HEAD=HEAD ${affected}`);
    const ran = [...said.matchAll(/^ *\S+ +nx run (\S+)/gm)].map(([, task]) => task).filter((task) => task?.startsWith('app1:') === true);
    expect(new Set(ran)).toEqual(new Set(['app1:lint', 'app1:test', 'app1:validate']));
    expect(said).toMatch(/Successfully ran targets lint, test, validate for project app1/);
    await runs(secrets);
  });

  it('the commands fail where a manifest is wrong, with the place', async () => {
    await change('application/app1/component.yaml');
    await appendFile(join(clone.root, 'application/app1/component.yaml'), 'redy: {}\n');
    await git('commit --quiet --all -m "a slip"');
    const { exitCode, stdout } = await clone.shell('NX_BASE=main npx nx affected -t validate', quiet);
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/application\/app1\/component\.yaml:\d+:1: error: unknown key `redy`/)]);
  });
});

const quiet = { NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };

async function workflowSteps(): Promise<readonly Step[]> {
  const text = await readFile(join(repository, '.github/workflows/ci.yml'), 'utf8');
  const { jobs } = parse(text) as { jobs: Record<string, { steps: readonly Step[] }> };
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

async function workflowCommands(): Promise<string[]> {
  return (await workflowSteps()).flatMap(({ run }) => (run === undefined || run === 'npm ci' ? [] : [run]));
}
