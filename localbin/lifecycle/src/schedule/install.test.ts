import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { installSchedule, removeSchedule, type ScheduleRequest } from './install.js';
import { defaultSpecs, type SchedulePlace } from './jobs.js';
import { readSchedule } from './records.js';
import { unitPrefix } from './systemdUnits.js';

const now = new Date('2026-11-22T12:00:00Z');

/** What a machine has to start jobs at their time: programs that do nothing but keep what they are told. */
interface Machine {
  readonly home: string;
  readonly place: SchedulePlace;
  readonly request: ScheduleRequest;
  /** What systemctl was told, one line a call. */
  told(): Promise<string[]>;
  crontab(): Promise<string | undefined>;
}

const systemctl = `#!/bin/sh
echo "$@" >> "$HOME/told"
[ "$2" = is-system-running ] && echo "$(cat "$HOME/manager")"
[ ! -e "$HOME/refuses-$2" ] || { echo "Failed to $2: no" >&2; exit 1; }
`;

const crontab = `#!/bin/sh
case $1 in
  -l) [ -e "$HOME/crontab" ] || { echo "no crontab for ann" >&2; exit 1; }
      [ ! -e "$HOME/refuses-crontab" ] || { echo "you are not allowed to use this program" >&2; exit 1; }
      cat "$HOME/crontab" ;;
  -r) rm "$HOME/crontab" ;;
  -) cat > "$HOME/crontab" ;;
esac
`;

async function machine(programs: Readonly<Record<string, string>>, manager = 'running'): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), 'dsw-schedule-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const place = { workspace: join(home, 'work'), environment: 'local' };
  await mkdir(join(home, 'bin'));
  await mkdir(place.workspace);
  await writeFile(join(home, 'manager'), `${manager}\n`);
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(home, 'bin', name), text);
    await chmod(join(home, 'bin', name), 0o755);
  }
  // The programs above need a shell and cat, and must not meet the machine's own ones.
  const tools = join(home, 'tools');
  await mkdir(tools);
  for (const tool of ['cat', 'rm']) {
    await writeFile(join(tools, tool), `#!/bin/sh\nexec /bin/${tool} "$@"\n`);
    await chmod(join(tools, tool), 0o755);
  }
  const processEnv = {
    HOME: home,
    PATH: `${home}/bin:${tools}:${home}/missing:${tools}`,
    DOCKER_HOST: 'unix:///run/engine.sock',
    PGPASSWORD: 'hunter-2',
  };
  return {
    home,
    place,
    request: { times: defaultSpecs, command: ['/usr/bin/node', '/work/dsw'], processEnv, now },
    told: async () => (await readFile(join(home, 'told'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    crontab: () => readFile(join(home, 'crontab'), 'utf8').catch(() => undefined),
  };
}

const unitFolder = '.config/systemd/user';

describe('where a user manager of systemd answers, a schedule', () => {
  it('is a timer and a service for each job, and nothing of the invoker but what it takes', async () => {
    const { home, place, request, told } = await machine({ systemctl, crontab });
    const installed = await installSchedule(place, request);
    expect(installed).toMatchObject({
      ok: true,
      value: { by: 'systemd', workspace: place.workspace, installedAt: now.toISOString(), jobs: defaultSpecs },
    });
    const prefix = unitPrefix(place);
    const timers = ['backup', 'drill', 'prune'].map((job) => `${prefix}${job}.timer`);
    const files = await readdir(join(home, unitFolder));
    expect(files.sort()).toEqual([...timers, ...timers.map((name) => name.replace('.timer', '.service'))].sort());
    const service = await readFile(join(home, unitFolder, `${prefix}backup.service`), 'utf8');
    expect(service.split('\n').filter((line) => line.startsWith('Environment'))).toEqual([
      `Environment="PATH=${home}/bin:${home}/tools"`,
      'Environment="DSW_LOCK_PATIENCE=12h"',
      'Environment="DOCKER_HOST=unix:///run/engine.sock"',
    ]);
    expect(await told()).toEqual(['--user is-system-running', '--user daemon-reload', `--user enable --now ${timers.join(' ')}`]);
    expect(readSchedule(place)).toEqual({
      installed: { by: 'systemd', workspace: place.workspace, installedAt: now.toISOString(), jobs: defaultSpecs },
      runs: {},
    });
  });

  it('that is installed again is replaced, and goes with all that is ours when it is removed', async () => {
    const { home, place, request } = await machine({ systemctl });
    const others = [
      { name: `${unitPrefix(place)}mine.timer`, text: '[Timer]\n' },
      { name: 'other.timer', text: '[Timer]\n' },
    ];
    await mkdir(join(home, unitFolder), { recursive: true });
    for (const { name, text } of others) await writeFile(join(home, unitFolder, name), text);
    await installSchedule(place, request);
    await installSchedule({ ...place, environment: 'local-2' }, request);
    await installSchedule(place, { ...request, times: { backup: { kind: 'hourly' } } });
    const own = ['backup.service', 'backup.timer'].map((name) => `${unitPrefix(place)}${name}`);
    const names = await readdir(join(home, unitFolder));
    expect(names.filter((name) => name.startsWith(unitPrefix(place)))).toEqual([...own, others[0]?.name]);
    expect(await removeSchedule(place, request.processEnv)).toEqual({ ok: true, value: [join(home, unitFolder, own[1] ?? '')] });
    expect(await readdir(join(home, unitFolder))).toEqual(names.filter((name) => !own.includes(name)));
    expect(readSchedule(place).installed).toBeUndefined();
    expect(await removeSchedule(place, request.processEnv)).toEqual({ ok: true, value: [] });
  });

  it('that systemd refuses leaves nothing behind', async () => {
    const { home, place, request } = await machine({ systemctl });
    await writeFile(join(home, 'refuses-enable'), '');
    const installed = await installSchedule(place, request);
    expect(installed.ok ? [] : installed.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^systemctl --user enable --now dsw-work-local-.* failed: Failed to enable: no$/),
    ]);
    expect(await readdir(join(home, unitFolder))).toEqual([]);
    expect(readSchedule(place).installed).toBeUndefined();
  });

  it('lies where XDG_CONFIG_HOME says', async () => {
    const { home, place, request } = await machine({ systemctl });
    await installSchedule(place, { ...request, processEnv: { ...request.processEnv, XDG_CONFIG_HOME: join(home, 'configuration') } });
    expect(await readdir(join(home, 'configuration/systemd/user'))).toHaveLength(6);
  });
});

describe('where there is only cron, a schedule', () => {
  it('is lines in the crontab, which loses none of its own', async () => {
    const { home, place, request, crontab: kept } = await machine({ systemctl, crontab }, 'offline');
    const own = '# mine\n@daily true % x\n\n';
    await writeFile(join(home, 'crontab'), own);
    const installed = await installSchedule(place, request);
    expect(installed).toMatchObject({ ok: true, value: { by: 'cron' } });
    const text = await kept();
    expect(text?.startsWith(own)).toBe(true);
    expect(text?.split('\n').filter((line) => line.includes('schedule-run'))).toHaveLength(3);
    expect(text).not.toContain('hunter-2');
    await installSchedule(place, request);
    expect(await kept()).toBe(text);
    expect(await removeSchedule(place, request.processEnv)).toEqual({ ok: true, value: ['lines in the crontab'] });
    expect(await kept()).toBe(own);
  });

  it('leaves no crontab where there was none', async () => {
    const { place, request, crontab: kept } = await machine({ crontab });
    await installSchedule(place, request);
    expect(await kept()).toContain('schedule-run backup');
    await removeSchedule(place, request.processEnv);
    expect(await kept()).toBeUndefined();
  });

  it('never overwrites a crontab that it could not read', async () => {
    const { home, place, request, crontab: kept } = await machine({ crontab });
    await writeFile(join(home, 'crontab'), 'mine\n');
    await writeFile(join(home, 'refuses-crontab'), '');
    const installed = await installSchedule(place, request);
    expect(installed.ok ? '' : installed.diagnostics.map(({ message }) => message).join()).toBe(
      'the crontab could not be read: you are not allowed to use this program',
    );
    expect(await kept()).toBe('mine\n');
  });

  it('is refused where a line would be too long for it', async () => {
    const { home, place, request, crontab: kept } = await machine({ crontab });
    const long = join(home, 'f'.repeat(200), 'f'.repeat(200), 'f'.repeat(200), 'f'.repeat(200), 'f'.repeat(200));
    await mkdir(long, { recursive: true });
    const processEnv = { ...request.processEnv, PATH: `${request.processEnv['PATH'] ?? ''}:${long}` };
    const installed = await installSchedule(place, { ...request, processEnv });
    expect(installed.ok ? '' : installed.diagnostics.map(({ message }) => message).join()).toMatch(
      /^a line of the crontab would have a command of \d+ bytes, and cron takes 998$/,
    );
    expect(await kept()).toBeUndefined();
  });
});

describe('a schedule', () => {
  it('moves from cron to systemd when that answers later', async () => {
    const { home, place, request, crontab: kept } = await machine({ systemctl, crontab }, 'offline');
    await installSchedule(place, request);
    await writeFile(join(home, 'manager'), 'degraded\n');
    expect(await installSchedule(place, request)).toMatchObject({ ok: true, value: { by: 'systemd' } });
    expect(await kept()).toBeUndefined();
    expect(await readdir(join(home, unitFolder))).toHaveLength(6);
  });

  it('of systemd does not care about a crontab that is forbidden', async () => {
    const { home, place, request } = await machine({ systemctl, crontab });
    await writeFile(join(home, 'crontab'), 'mine\n');
    await writeFile(join(home, 'refuses-crontab'), '');
    expect(await installSchedule(place, request)).toMatchObject({ ok: true, value: { by: 'systemd' } });
    expect(await removeSchedule(place, request.processEnv)).toMatchObject({ ok: true });
    expect(await removeSchedule(place, request.processEnv)).toMatchObject({ ok: false, diagnostics: [{ code: 'schedule-crontab' }] });
  });

  it('cannot be where nothing starts jobs at their time', async () => {
    const { place, request } = await machine({});
    expect(await installSchedule(place, request)).toMatchObject({ ok: false, diagnostics: [{ code: 'schedule-unavailable' }] });
    expect(readSchedule(place)).toEqual({ installed: undefined, runs: {} });
  });

  it('is refused for a path that no schedule can keep, and without any job', async () => {
    const { place, request } = await machine({ systemctl });
    expect(await installSchedule({ ...place, workspace: '/a\nb' }, request)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'schedule-path' }],
    });
    expect(await installSchedule(place, { ...request, times: {} })).toMatchObject({ ok: false, diagnostics: [{ code: 'schedule-empty' }] });
  });
});
