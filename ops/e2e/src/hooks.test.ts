import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runningIn } from './testing/leftBy.js';
import { seen, type Seen } from './testing/seen.js';
import { until } from './testing/until.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const manifest = `description: Has hooks
runtimes: { process: { command: [sleep, infinity] } }
init: {}
`;
const working = 'echo made >"$DSW_VOLUME/rows"\n';

/** A component whose init is a shell script. */
const shell = (init: string): Record<string, string> => ({
  'platform/hooked/component.yaml': manifest,
  'platform/hooked/scripts/init.sh': init,
});

/** A component whose init is the body of an async function in a package. */
const code = (body: string, head = 'async init(context)'): Record<string, string> => ({
  'platform/hooked/component.yaml': manifest,
  'platform/hooked/package.json': '{ "name": "hooked", "type": "module", "exports": "./index.js" }\n',
  'platform/hooked/index.js': `import { HookFailure } from '@dust-workspace/component';\n\nexport default {\n  ${head} {\n    ${body}\n  },\n};\n`,
});

const started = 'hooked prep: done, prepared\nhooked start: done, running after <time>\n';

/** What a failed init of `hooked` shows. */
function failed(says: string): Seen {
  return { exitCode: 1, stdout: `${started}hooked init: FAILED\n${says}`, stderr: '' };
}

/** Runs the failing init, checks what it shows, mends the hook, and checks that the next init works. */
async function failsThenWorks(
  files: Readonly<Record<string, string>>,
  expected: Seen,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await inWorkspace(files, async (workspace) => {
    expect(seen(workspace, await workspace.dsw('init hooked', { env }))).toEqual(expected);
    await until('nothing of the hook is left', () =>
      runningIn(workspace.root).every((line) => / sleep infinity$| .*supervisorMain/.test(line)),
    );
    expect(await workspace.status()).toMatchObject({ hooked: { state: 'running', initialised: false } });
    await workspace.write(shell(working));
    await workspace.write({ 'platform/hooked/package.json': '{ "name": "hooked" }\n' });
    expect(seen(workspace, await workspace.dsw('init hooked'))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('hooked init: done'),
    });
    expect(await workspace.read('platform/hooked/volumes/local/rows')).toBe('made\n');
  });
}

describe.concurrent('a hook of a package', () => {
  it('that throws is told with its place, without a stack trace', () =>
    failsThenWorks(
      code("throw new Error('the index is corrupt');"),
      failed(`  error: init of hooked failed: the index is corrupt (at Object.init (file://<workspace>/platform/hooked/index.js:5:11))
    The hook is in platform/hooked/.`),
    ));

  it('that throws what it expected says only that, and what to do', () =>
    failsThenWorks(
      code("throw new HookFailure('there is no licence', 'Put one into config/.');"),
      failed('  error: init of hooked failed: there is no licence\n    Put one into config/.'),
    ));

  it('that throws where nobody waits for it fails like any other', () =>
    failsThenWorks(
      code("setTimeout(() => { throw new Error('too late'); }, 10); await new Promise((resolve) => setTimeout(resolve, 60_000));"),
      failed(`  error: init of hooked failed: too late (at Timeout._onTimeout (file://<workspace>/platform/hooked/index.js:5:30))
    The hook is in platform/hooked/.`),
    ));

  it('that hangs is given up after its deadline', () =>
    failsThenWorks(
      code('await new Promise(() => undefined);'),
      failed(`  error: init of hooked did not end within 1.0 s and was given up
    See where it hangs; DSW_HOOK_DEADLINE=30m gives it longer.`),
      { DSW_HOOK_DEADLINE: '1s' },
    ));

  it('that ends the whole command is no success', () =>
    failsThenWorks(code('process.exit(0);'), {
      exitCode: 1,
      stdout: started.trimEnd(),
      stderr: 'error: a hook ended the whole command (process.exit), and nothing more was done',
    }));

  it('need not be asynchronous', () =>
    inWorkspace(code("context.log('hello');", 'init(context)'), async (workspace) => {
      expect(seen(workspace, await workspace.dsw('init hooked'))).toEqual({
        exitCode: 0,
        stdout: `${started}hooked | hello\nhooked init: done, initialised`,
        stderr: '',
      });
    }));

  it('that prints past its log does not spoil the JSON on standard output', () =>
    inWorkspace(code("console.log('by the way');"), async (workspace) => {
      const { exitCode, stdout, stderr } = await workspace.dsw('init hooked --json');
      const events = stdout.trimEnd().split('\n');
      expect([exitCode, events.map((line) => JSON.parse(line) as unknown).at(-1)]).toMatchObject([
        0,
        { kind: 'ended', outcomes: [{ id: 'hooked:prep' }, { id: 'hooked:start' }, { id: 'hooked:init' }] },
      ]);
      expect(stderr).toBe('by the way\n');
    }));

  it('that cannot be loaded is told by its package', () =>
    inWorkspace({ ...code(''), 'platform/hooked/index.js': 'export default {' }, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('init hooked'))).toEqual(
        failed('  error: the hooks of hooked cannot be loaded: Unexpected end of input\n    Correct the package in platform/hooked/.'),
      );
    }));
});

describe.concurrent('a hook in shell', () => {
  it('that fails is told with the end of what it said', () =>
    failsThenWorks(shell('echo opening; echo "cannot reach the index" >&2; exit 3\n'), {
      ...failed(''),
      stdout: `${started}hooked | opening\nhooked init: FAILED\n  error: init of hooked failed: init.sh exited with 3: cannot reach the index`,
    }));

  it('that is killed says by which signal', () =>
    failsThenWorks(shell('kill -9 $$\n'), failed('  error: init of hooked failed: init.sh was ended by SIGKILL')));

  it('that hangs is ended with everything that it started', () =>
    failsThenWorks(
      shell('sleep 1000 & setsid sleep 1000 & sleep 1000\n'),
      failed(`  error: init of hooked did not end within 1.0 s and was given up
    See where it hangs; DSW_HOOK_DEADLINE=30m gives it longer.`),
      { DSW_HOOK_DEADLINE: '1s' },
    ));
});

describe.concurrent('a hook that prints 100 MB', () => {
  const cases = {
    'to standard output': shell('yes "a line of forty characters, more or less" | head -c 100000000\n'),
    'to standard error': shell('yes "a line of forty characters, more or less" | head -c 100000000 >&2\n'),
    'without a line break': shell('head -c 100000000 /dev/zero | tr "\\\\0" x\n'),
    'through its log': code("for (let n = 0; n < 1_000_000; n++) context.log('x'.repeat(100));"),
  };
  it.each(Object.entries(cases))('%s costs neither memory nor screen', (_, files) =>
    inWorkspace(files, async (workspace) => {
      const { exitCode, printed, peak } = await peakMemory(workspace, 'init hooked');
      expect(exitCode).toBe(0);
      expect(printed).toBeLessThan(1_000_000);
      expect(peak).toBeLessThan(200 * 1024);
    }),
  );
});

/** Runs a command to its end and tells the most memory that it ever held, in KiB. */
async function peakMemory(workspace: Workspace, line: string): Promise<{ exitCode: number | undefined; printed: number; peak: number }> {
  const running = workspace.launch(line);
  let peak = 0;
  let ended = false;
  void running.ended.then(() => (ended = true));
  await until(
    `${line} ends`,
    async () => {
      const status = await readFile(`/proc/${running.pid}/status`, 'utf8').catch(() => '');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
      return ended;
    },
    60_000,
  );
  const { exitCode, stdout, stderr } = await running.ended;
  return { exitCode, printed: stdout.length + stderr.length, peak };
}
