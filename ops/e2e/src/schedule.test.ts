import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { setsIn, store } from './testing/store.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

/** Programs in place of the machine's: a crontab in a file, and no user manager. */
const programs = {
  'bin/systemctl.sh': '#!/bin/sh\necho offline\nexit 1\n',
  'bin/crontab.sh': `#!/bin/sh
file=$(dirname "$0")/crontab.txt
case $1 in
  -l) [ -e "$file" ] || { echo "no crontab for ann" >&2; exit 1; }; cat "$file" ;;
  -r) rm "$file" ;;
  -) cat >"$file" ;;
esac
`,
};

const crontabFile = 'bin/crontab.txt';

async function withPrograms(
  files: Readonly<Record<string, string>>,
  body: (workspace: Workspace, dsw: Workspace['dsw']) => Promise<void>,
): Promise<void> {
  await inWorkspace({ ...store, ...programs, ...files }, async (workspace) => {
    for (const name of ['systemctl', 'crontab']) await execa('ln', ['-s', `${name}.sh`, workspace.path('bin', name)]);
    const path = `${workspace.path('bin')}:${process.env['PATH'] ?? ''}`;
    await body(workspace, (line) => workspace.dsw(line, { env: { PATH: path } }));
  });
}

/** Does what cron would do with the line of a job. */
async function ranByCron(workspace: Workspace, job: string): Promise<{ exitCode: number | undefined; stdout: string }> {
  const lines = (await workspace.read(crontabFile)).split('\n');
  const line = lines.find((text) => text.includes(`schedule-run ${job} `)) ?? '';
  const command = line.split(' ').slice(5).join(' ').replaceAll('\\%', '%');
  const { exitCode, stdout } = await execa('/bin/sh', ['-c', command], {
    cwd: '/',
    extendEnv: false,
    env: { HOME: process.env['HOME'] ?? '/', PATH: '/usr/bin:/bin' },
    reject: false,
  });
  return { exitCode, stdout };
}

/** As `dsw schedule-status --json` tells it, without what differs from run to run. */
async function known(dsw: Workspace['dsw']): Promise<unknown> {
  const { exitCode, stdout } = await dsw('schedule-status --json');
  expect(exitCode).toBe(0);
  const { by, jobs, problems } = JSON.parse(stdout) as {
    by: string | null;
    jobs: { job: string; time: string; lastRun: { exit: number | null } | null }[];
    problems: { code: string }[];
  };
  return { by, jobs: jobs.map(({ job, time, lastRun }) => [job, time, lastRun?.exit ?? null]), problems: problems.map(({ code }) => code) };
}

describe.concurrent('a schedule', () => {
  it('has backups made by cron, tells how they ended, and goes without a trace', () =>
    withPrograms({ [crontabFile]: '# mine\n' }, async (workspace, dsw) => {
      await workspace.succeeds('init store');
      const installed = await dsw('schedule-install --backup hourly --no-drill');
      expect([installed.exitCode, installed.stderr]).toEqual([0, '']);
      expect(installed.stdout).toMatch(/^installed with cron\nbackup: hourly, next \d{4}-\d\d-\d\d \d\d:00\n/);
      expect(await known(dsw)).toEqual({ by: 'cron', jobs: [['backup', 'hourly', null]], problems: [] });
      expect(await ranByCron(workspace, 'backup')).toEqual({ exitCode: 0, stdout: '' });
      expect(await setsIn(workspace)).toHaveLength(1);
      expect(await known(dsw)).toEqual({ by: 'cron', jobs: [['backup', 'hourly', 0]], problems: [] });
      await workspace.write({ 'platform/store/scripts/backup.sh': 'echo out of patience >&2; exit 9\n' });
      expect((await ranByCron(workspace, 'backup')).exitCode).toBe(1);
      expect(await known(dsw)).toEqual({ by: 'cron', jobs: [['backup', 'hourly', 1]], problems: ['schedule-failed'] });
      const status = await dsw('status');
      expect([status.exitCode, status.stderr]).toEqual([
        0,
        expect.stringMatching(/^warning: the scheduled backup failed just now: .*out of patience/),
      ]);
      expect((await dsw('schedule-remove')).exitCode).toBe(0);
      expect(await workspace.read(crontabFile)).toBe('# mine\n');
      expect(await known(dsw)).toEqual({ by: null, jobs: [], problems: [] });
    }));

  it('prunes where there is a policy, and is refused a prune where there is none', () =>
    withPrograms({}, async (workspace, dsw) => {
      const refused = await dsw('schedule-install --prune hourly');
      expect([refused.exitCode, refused.stderr.split('\n')[0]]).toEqual([1, 'error: there is no retention policy, so nothing is removed']);
      expect((await dsw('schedule-install')).exitCode).toBe(0);
      expect(await known(dsw)).toEqual({
        by: 'cron',
        jobs: [
          ['backup', 'daily 02:00', null],
          ['drill', 'weekly Sun 04:00', null],
        ],
        problems: [],
      });
      await workspace.write({ 'env/project.env': 'DSW_BACKUP_KEEP_LAST=1\n' });
      expect((await dsw('schedule-install')).exitCode).toBe(0);
      await workspace.succeeds('init store');
      await workspace.succeeds('backup store');
      await workspace.succeeds('backup store');
      expect((await ranByCron(workspace, 'prune')).exitCode).toBe(0);
      expect(await setsIn(workspace)).toHaveLength(1);
    }));

  it('with a time that makes no sense is refused, and nothing is installed', () =>
    withPrograms({}, async (workspace, dsw) => {
      const refused = await dsw('schedule-install --backup nightly');
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        'error: "nightly" is no time for a schedule\n  Write hourly, daily 02:00, weekly Sun 04:00 or monthly 1 03:00.\n',
      ]);
      await expect(workspace.read(crontabFile)).rejects.toThrow('ENOENT');
    }));
});
