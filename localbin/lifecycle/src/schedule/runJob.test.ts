import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { identityOf } from '@dust-workspace/runtime';
import { readSchedule, writeInstalled, writeRun, type JobRun } from './records.js';
import { runJob } from './runJob.js';

const times = ['2026-11-22T02:00:00.000Z', '2026-11-22T02:05:00.000Z'];

async function newPlace(): Promise<{ workspace: string; environment: string; file: string }> {
  const workspace = await mkdtemp(join(tmpdir(), 'dsw-job-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  return { workspace, environment: 'local', file: join(workspace, 'env/backup/local/schedule/backup.json') };
}

function clock(): () => Date {
  const left = [...times];
  return () => new Date(left.shift() ?? '');
}

it('a job is written down when it begins, and how it ended, for nobody but its owner', async () => {
  const { file, ...place } = await newPlace();
  const whole = { job: 'backup', startedAt: times[0], process: identityOf(process.pid) };
  let meanwhile: unknown;
  const ran = await runJob(place, 'backup', clock(), async () => {
    meanwhile = JSON.parse(await readFile(file, 'utf8'));
    return { exit: 1, output: 'store backup: FAILED\n  error: the disk is full: 3 MB\n    Make room.\n' };
  });
  expect(meanwhile).toEqual({ ...whole, finishedAt: null, exit: null, message: 'began and has not ended', output: '' });
  const run = {
    ...whole,
    finishedAt: times[1],
    exit: 1,
    message: 'the disk is full: 3 MB',
    output: 'store backup: FAILED\n  error: the disk is full: 3 MB\n    Make room.\n',
  };
  expect(ran).toEqual({ ok: true, value: run });
  expect(readSchedule(place).runs).toEqual({ backup: run });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('the message of a success is the last that was said', async () => {
  const { workspace, environment } = await newPlace();
  const ran = await runJob({ workspace, environment }, 'backup', clock(), async () => ({
    exit: 0,
    output: 'a\nstore backup: done, 3 MB\n\n',
  }));
  expect(ran.ok && ran.value.message).toBe('store backup: done, 3 MB');
});

it('a job does not begin while it still runs, and begins again after it was killed', async () => {
  const { workspace, environment } = await newPlace();
  const place = { workspace, environment };
  const begun: JobRun = {
    job: 'drill',
    startedAt: '2026-11-15T04:00:00.000Z',
    finishedAt: null,
    exit: null,
    message: '',
    output: '',
    process: identityOf(process.pid),
  };
  await writeRun(place, begun);
  const body = async (): Promise<{ exit: number; output: string }> => ({ exit: 0, output: 'done' });
  expect(await runJob(place, 'drill', clock(), body)).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'schedule-busy',
        message: `the drill that began at 2026-11-15T04:00:00.000Z still runs (process ${process.pid})`,
      },
    ],
  });
  await writeRun(place, { ...begun, process: { ...begun.process, start: 'another' } });
  expect((await runJob(place, 'drill', clock(), body)).ok).toBe(true);
});

it('a schedule is kept in the words of a person, and what is damaged of it tells nothing', async () => {
  const { workspace, environment } = await newPlace();
  const place = { workspace, environment };
  const installed = { by: 'cron', workspace, installedAt: times[0] ?? '', jobs: { backup: { kind: 'hourly' } } } as const;
  await writeInstalled(place, installed);
  const file = join(workspace, 'env/backup/local/schedule/installed.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ ...installed, jobs: { backup: 'hourly' } });
  expect(readSchedule(place)).toEqual({ installed, runs: {} });
  for (const text of ['', '[]', 'null', '{"workspace": 1}']) {
    await rm(file);
    await writeFile(file, text);
    expect(readSchedule(place)).toEqual({ installed: undefined, runs: {} });
  }
});
