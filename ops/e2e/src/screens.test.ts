import { rm } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { escapes } from './testing/escapes.js';
import { inTerminal, skipWithoutTerminals } from './testing/inTerminal.js';
import { leftOnScreen } from './testing/leftOnScreen.js';
import { seen } from './testing/seen.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

const sleeper = 'description: Sleeps\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n';
const two = {
  'platform/base/component.yaml': sleeper,
  'platform/app/component.yaml': `${sleeper}needs: { base: started }\n`,
};
const broken = {
  ...two,
  'platform/broken/component.yaml': 'description: Ends\nprofiles: [starter]\nruntimes: { process: { command: [sh, -c, exit 7] } }\n',
};
const talkative = (lines: string): Record<string, string> => ({
  'platform/app/component.yaml': `description: Talks\nruntimes: { process: { command: [sh, talk.sh] } }\nready: { command: [test, -f, said] }\n`,
  'platform/app/talk.sh': `${lines}\ntouch said\nexec sleep infinity\n`,
});

function eventsOf(stdout: string): { kind: string; [key: string]: unknown }[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
}

const dsw = `'${repository}/localbin/bin/dsw'`;

describe.concurrent('--json on a change', () => {
  it('prints what happens as it happens, and last how it ended', () =>
    inWorkspace(two, async (workspace) => {
      const { exitCode, stdout, stderr } = await workspace.dsw('up --json');
      const events = eventsOf(stdout);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(events[0]).toMatchObject({ kind: 'planned', operations: [{ id: 'base:prep', after: [] }, {}, {}, {}] });
      const told = events.flatMap(({ kind, operation }) =>
        kind === 'started' || kind === 'finished' ? [`${kind} ${(operation as { id: string }).id}`] : [],
      );
      const expected = ['base:prep', 'base:start', 'app:prep', 'app:start'].flatMap((id) => [`started ${id}`, `finished ${id}`]);
      expect(told.toSorted()).toEqual(expected.toSorted());
      expect(events.filter(({ at }) => new Date(String(at)).toISOString() !== at)).toEqual([]);
      expect(events.at(-1)).toMatchObject({ kind: 'ended', ok: true, exitCode: 0, diagnostics: [], outcomes: [{}, {}, {}, {}] });
      const [again] = eventsOf((await workspace.dsw('restart --json')).stdout);
      expect(again).toMatchObject({ kind: 'planned', lastTook: { 'base:start': expect.any(Number) as unknown } });
    }));

  it('names the set that a backup wrote, and that is verified', () =>
    inWorkspace(two, async (workspace) => {
      await workspace.succeeds('prep');
      await workspace.write({ 'platform/base/volumes/local/data': 'kept\n' });
      const [backup, verify] = [await workspace.dsw('backup base --json'), await workspace.dsw('verify base --json')];
      const sets = [backup, verify].map(({ stdout }) => (eventsOf(stdout).at(-1)?.['outcomes'] as { set?: string }[]).at(-1)?.set);
      expect(sets).toEqual([(await workspace.status())['base']?.lastBackup?.set, sets[0]]);
      expect(sets[0]).toMatch(/^\d{8}T\d{6}Z-/);
    }));

  it('says why nothing was done, too', () =>
    inWorkspace(two, async (workspace) => {
      const { exitCode, stdout, stderr } = await workspace.dsw('restore base --json');
      expect([exitCode, eventsOf(stdout).at(-1)]).toMatchObject([
        1,
        { kind: 'ended', ok: false, exitCode: 1, diagnostics: [{ severity: 'error' }] },
      ]);
      expect(stderr).toContain('error: ');
    }));
});

describe.concurrent('a run of which a part fails', () => {
  it('is incomplete, also when what could be done was done before; and failed where only the part that fails was asked for', () =>
    inWorkspace(broken, async (workspace) => {
      const up = await workspace.dsw('up');
      expect([up.exitCode, up.stdout]).toEqual([3, expect.stringContaining('broken start: FAILED')]);
      expect((await workspace.dsw('up')).exitCode).toBe(3);
      expect((await workspace.dsw('start broken')).exitCode).toBe(1);
      expect((await workspace.dsw('start broken app')).exitCode).toBe(3);
    }));
});

describe.concurrent('dsw watch', () => {
  it('prints a line for each change where there is no terminal', () =>
    inWorkspace(two, async (workspace) => {
      const people = workspace.launch('watch');
      const programs = workspace.launch('watch base --json');
      await until('both have looked', () => people.said().includes('base: ') && programs.said().includes('"base"'), 60_000);
      await workspace.succeeds('start base');
      const isUp = (said: string): boolean => said.includes('-> running, up ') && !said.includes('\u001b');
      await until('both have seen the change', () => isUp(people.said()) && /"changed".*"running"/.test(programs.said()), 60_000);
      for (const { pid } of [people, programs]) process.kill(-pid, 'SIGINT');
      const [seenByPeople, told] = [await people.ended, await programs.ended];
      expect([seenByPeople.exitCode, told.exitCode, told.stderr]).toEqual([0, 0, '']);
      const changes = eventsOf(told.stdout).map(({ kind, component, before }) => [kind, (component as { state: string }).state, before]);
      expect(changes).toContainEqual(['appeared', 'stopped', undefined]);
      expect(changes).toContainEqual(['changed', 'running', expect.objectContaining({ state: expect.any(String) as unknown })]);
    }));

  it('has a screen of its own on a terminal, which q leaves as it was', async (test) => {
    await skipWithoutTerminals(test);
    await inWorkspace(two, async (workspace) => {
      const { exitCode, shown } = await inTerminal(workspace, `stty cols 80 rows 20; ${dsw} watch`, {
        typed: 'q',
        when: 'q leaves',
        env: { TERM: 'xterm' },
      });
      expect([exitCode, shown]).toEqual([0, expect.stringContaining('\u001b[?1049h\u001b[?25l')]);
      expect(shown).toContain('q leaves');
      expect(shown.trimEnd().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    });
  });
});

describe.concurrent('dsw graph', () => {
  it('draws who needs whom for people, documents and programs, without asking for any state', () =>
    inWorkspace(broken, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('graph app'))).toEqual({
        exitCode: 0,
        stdout: `app
└─ base  (started)

start order:
  1  base
  2  app

nx graph shows the other projects, and what targets wait for`,
        stderr: '',
      });
      expect((await workspace.dsw('graph --format mermaid')).stdout).toMatch(/^flowchart TD\n {2}c0\["base"\]\n/);
      const { components } = JSON.parse((await workspace.dsw('graph --json --state')).stdout) as { components: unknown[] };
      expect(components).toContainEqual({
        component: 'app',
        needs: [{ component: 'base', condition: 'started', optional: false }],
        state: 'stopped',
      });
      expect((await workspace.dsw('graph ap')).stderr).toContain('Did you mean app?');
    }));
});

describe.concurrent('dsw logs', () => {
  const old = '2020-01-01T00:00:00Z';
  const lines = `echo banner
echo '${old} long ago'
echo '{"level":50,"time":"2026-01-02T03:04:05.000Z","msg":"no way","code":7}'`;

  it('makes lines of JSON readable, and leaves out what is older or does not match', () =>
    inWorkspace(talkative(lines), async (workspace) => {
      await workspace.succeeds('start app');
      const says = async (line: string): Promise<string> => (await workspace.dsw(line)).stdout;
      const told = await says('logs app');
      expect(told).toMatch(/^banner\n2020-01-01T00:00:00Z long ago\n2026-01-0[123] \d\d:\d\d:05\.000 ERROR no way code=7\n$/);
      const raw = '{"level":50,"time":"2026-01-02T03:04:05.000Z","msg":"no way","code":7}\n';
      expect(await says('logs app --raw --since 2025-01-01')).toBe(raw);
      expect(await says('logs app --raw --grep ^no|way')).toBe(raw);
      expect(JSON.parse(await says('logs app --json --since 2025-01-01'))).toEqual({
        component: 'app',
        at: '2026-01-02T03:04:05.000Z',
        text: raw.trimEnd(),
        fields: { level: 50, time: '2026-01-02T03:04:05.000Z', msg: 'no way', code: 7 },
      });
    }));

  it('takes nothing for a pattern or a time that is none', () =>
    inWorkspace(two, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('logs --grep a(b'))).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: 'error: --grep: this is no regular expression: unterminated group\n  a(b\n   ^',
      });
      expect(await workspace.dsw('logs --since never')).toMatchObject({ exitCode: 2, stdout: '' });
    }));
});

describe('on a terminal of 80 columns', () => {
  beforeEach(skipWithoutTerminals);

  /** What is on the screen when all is over, but for what was erased. */
  const shownBy = async (
    workspace: Workspace,
    line: string,
    env: Record<string, string> = {},
    typing: { typed?: string; when?: string } = {},
  ): Promise<{ exitCode: number | undefined; shown: string }> =>
    inTerminal(workspace, `stty cols 80 rows 20; ${dsw} ${line}`, { ...typing, env: { TERM: 'xterm', ...env } });

  it('tables fit, and there are no colours with NO_COLOR or on a dumb terminal', async () => {
    await inWorkspace(
      {
        ...broken,
        'platform/a-component-with-a-long-name/component.yaml': `${sleeper}ports: { A_COMPONENT_WITH_A_LONG_NAME_PORT: 8080 }\n`,
      },
      async (workspace) => {
        await workspace.dsw('up');
        for (const line of [
          'status',
          'graph --state',
          'backup-list',
          'env-list',
          'env a-component-with-a-long-name',
          'env-explain A_COMPONENT_WITH_A_LONG_NAME_PORT',
        ]) {
          const [coloured, plain, dumb] = [
            await shownBy(workspace, line),
            await shownBy(workspace, line, { NO_COLOR: '1' }),
            await shownBy(workspace, line, { TERM: 'dumb' }),
          ];
          const lines = coloured.shown.replaceAll(escapes, '').split('\n');
          expect(
            lines.filter((row) => row.length > 80),
            line,
          ).toEqual([]);
          expect(
            [plain.shown, dumb.shown].filter((shown) => shown.includes('\u001b')),
            line,
          ).toEqual([]);
        }
      },
    );
  });

  it('a change is shown live, remembers how long it took, and leaves nothing of that behind, also when it is interrupted', async () => {
    const slow = {
      ...two,
      'platform/base/component.yaml': `${sleeper}ready: { command: [sh, ready.sh], within: 60s }\n`,
      // Asked often enough for people to read that it is.
      'platform/base/ready.sh': 'echo >>asked; [ "$(wc -l <asked)" -gt 100 ]\n',
      'platform/app/component.yaml': `${sleeper}needs: { base: healthy }\n`,
    };
    await inWorkspace(slow, async (workspace) => {
      const { exitCode, shown: drawn } = await shownBy(workspace, 'start app');
      const shown = drawn.replaceAll(escapes, '');
      expect(exitCode).toBe(0);
      expect(shown).toMatch(/base start +\d+ s {2}waiting until base is ready/);
      expect(shown).toMatch(/app start +waits for base start/);
      expect(shown).toMatch(/2 of 4 done, 1 running, 1 waiting for base, \d+ s/);
      const left = leftOnScreen(drawn)
        .replaceAll(/\d+(\.\d+)? m?s/g, '<time>')
        .split('\n');
      expect([left.slice(0, 2).toSorted(), ...left.slice(2)]).toEqual([
        ['app prep: done, prepared', 'base prep: done, prepared'],
        'base start: done, healthy after <time> (<time>)',
        'app start: done, running after <time>',
      ]);
      expect(JSON.parse(await workspace.read('env/local/run/timings.json'))).toMatchObject({ 'base:start': expect.any(Number) as unknown });

      await workspace.succeeds('stop app base');
      await rm(workspace.path('platform/base/asked'));
      const interrupt = { typed: '\u0003', when: 'waits for base start' };
      const interrupted = await shownBy(workspace, 'start app', {}, interrupt);
      expect(interrupted.exitCode).toBe(130);
      expect(leftOnScreen(interrupted.shown)).toMatch(
        /^base prep: unchanged, prepared\napp prep: unchanged, prepared\n(\^C)?interrupted: running steps are finished or undone; once more to end at once\nbase start: FAILED[^]*\napp start: skipped, start of base failed$/,
      );
    });
  });
});
