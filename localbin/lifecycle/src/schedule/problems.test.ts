import { zoneOffset } from '@dust-workspace/component/testing';
import { describe, expect, it } from 'vitest';
import type { JobTimes } from './jobs.js';
import { scheduleProblems } from './problems.js';
import type { JobRun, ScheduleRecord } from './records.js';

const place = { workspace: '/ws', environment: 'local' };
const daily: JobTimes = { backup: { kind: 'daily', time: { hour: 2, minute: 30 } } };
const offsetAt = zoneOffset('America/New_York');

function record(installedAt: string, run?: Partial<JobRun>, jobs: JobTimes = daily, workspace = '/ws'): ScheduleRecord {
  const whole: JobRun = {
    job: 'backup',
    startedAt: installedAt,
    finishedAt: run?.startedAt ?? installedAt,
    exit: 0,
    message: 'done',
    output: '',
    process: { pid: 1, boot: 'b', start: 's' },
    ...run,
  };
  return { installed: { by: 'cron', workspace, installedAt, jobs }, runs: run === undefined ? {} : { backup: whole } };
}

function problems(known: ScheduleRecord, now: string, alive = false): string[] {
  return scheduleProblems(place, known, { now: new Date(now), offsetAt, isAlive: () => alive }).map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

describe('a schedule', () => {
  it('that is not installed has no problems', () => {
    expect(problems({ installed: undefined, runs: {} }, '2026-11-22T12:00:00Z')).toEqual([]);
  });

  it('has none before its first time, and for an hour after it', () => {
    const installed = record('2026-11-21T12:00:00Z');
    expect(problems(installed, '2026-11-22T07:29:00Z')).toEqual([]);
    expect(problems(installed, '2026-11-22T08:29:00Z')).toEqual([]);
    expect(problems(installed, '2026-11-22T08:30:00Z')).toEqual([
      'schedule-missed: the backup that was due on 2026-11-22 02:30 did not run: it has never run',
    ]);
  });

  it('does not miss what was due before it was installed', () => {
    expect(problems(record('2026-11-22T08:00:00Z'), '2026-11-22T20:00:00Z')).toEqual([]);
  });

  it('is fine while the last run began after the last time, also when that was made up for later', () => {
    expect(problems(record('2026-11-01T12:00:00Z', { startedAt: '2026-11-22T07:30:01Z' }), '2026-11-23T08:29:00Z')).toEqual([]);
    expect(problems(record('2026-11-01T12:00:00Z', { startedAt: '2026-11-22T20:00:00Z' }), '2026-11-23T08:29:00Z')).toEqual([]);
    expect(problems(record('2026-11-01T12:00:00Z', { startedAt: '2026-11-22T07:30:01Z' }), '2026-11-23T08:30:00Z')).toEqual([
      'schedule-missed: the backup that was due on 2026-11-23 02:30 did not run: the last run began 24 h ago',
    ]);
  });

  it('knows the nights in which clocks are changed', () => {
    const before = record('2026-03-01T12:00:00Z', { startedAt: '2026-03-07T07:30:05Z' });
    // 02:30 is skipped: systemd runs it when clocks show 03:30, cron when they show 03:00.
    expect(problems(record('2026-03-01T12:00:00Z', { startedAt: '2026-03-08T07:00:05Z' }), '2026-03-08T12:00:00Z')).toEqual([]);
    expect(problems(before, '2026-03-08T08:29:59Z')).toEqual([]);
    expect(problems(before, '2026-03-08T08:30:00Z')).toEqual([
      'schedule-missed: the backup that was due on 2026-03-08 03:30 did not run: the last run began 24 h ago',
    ]);
    const twice: JobTimes = { backup: { kind: 'daily', time: { hour: 1, minute: 30 } } };
    // 01:30 comes twice: having run at the first is enough, also after the second.
    expect(problems(record('2026-10-01T12:00:00Z', { startedAt: '2026-11-01T05:30:02Z' }, twice), '2026-11-01T12:00:00Z')).toEqual([]);
  });

  it('tells of a run that failed, and of one that was killed', () => {
    const failed = { startedAt: '2026-11-22T07:30:01Z', finishedAt: '2026-11-22T07:31:00Z', exit: 1, message: 'the disk is full' };
    expect(problems(record('2026-11-01T12:00:00Z', failed), '2026-11-22T10:31:00Z')).toEqual([
      'schedule-failed: the scheduled backup failed 3 h ago: the disk is full',
    ]);
    const begun = { startedAt: '2026-11-22T07:30:01Z', finishedAt: null, exit: null };
    expect(problems(record('2026-11-01T12:00:00Z', begun), '2026-11-22T10:31:00Z')).toEqual([
      'schedule-killed: the scheduled backup that began 3 h ago was killed before it was done',
    ]);
  });

  it('misses nothing while a run goes on, however long', () => {
    const begun = { startedAt: '2026-11-20T07:30:01Z', finishedAt: null, exit: null };
    expect(problems(record('2026-11-01T12:00:00Z', begun), '2026-11-22T10:31:00Z', true)).toEqual([]);
  });

  it('of another workspace is none of this one', () => {
    expect(problems(record('2026-11-01T12:00:00Z', undefined, daily, '/other'), '2026-11-22T10:31:00Z')).toEqual([
      'schedule-elsewhere: the schedule in env/backup/local/ was installed for /other: this is a copy, or was moved, and nothing runs at its time',
    ]);
  });
});
