import { zoneOffset } from '@dust-workspace/component/testing';
import { describe, expect, it } from 'vitest';
import type { Paint } from '../paint.js';
import { defaultSpecs } from './jobs.js';
import type { JobRun } from './records.js';
import { renderInstalled, renderSchedule, scheduleAsJson } from './render.js';
import type { KnownSchedule } from './scheduleOf.js';

const offsetAt = zoneOffset('Europe/Berlin');
const now = new Date('2026-11-24T12:00:00Z');
const place = { workspace: '/ws', environment: 'local' };
const installed = { by: 'cron', workspace: '/ws', installedAt: '2026-11-20T12:00:00.000Z', jobs: defaultSpecs } as const;
const marked: Paint = (text, colour) => (colour === undefined ? text : `<${colour}>${text}</>`);

function run(job: JobRun['job'], startedAt: string, exit: number, message: string, output = ''): JobRun {
  return { job, startedAt, finishedAt: startedAt, exit, message, output, process: { pid: 1, boot: 'b', start: 's' } };
}

const known: KnownSchedule = {
  place,
  record: {
    installed,
    runs: {
      backup: run('backup', '2026-11-24T01:00:00.000Z', 0, 'store backup: done'),
      drill: run('drill', '2026-11-22T03:00:00.000Z', 1, 'table a is missing', 'store drill: FAILED\n  error: table a is missing\n'),
    },
  },
  moment: { now, offsetAt, isAlive: () => false },
};

describe('a schedule', () => {
  it('that was installed says when it begins, by local clocks', () => {
    expect(renderInstalled({ ...installed, notices: ['cron forgets'] }, offsetAt).split('\n')).toEqual([
      'installed with cron',
      'backup: daily 02:00, next 2026-11-21 02:00',
      'drill: weekly Sun 04:00, next 2026-11-22 04:00',
      'prune: weekly Sun 03:00, next 2026-11-22 03:00',
      'cron forgets',
    ]);
  });

  it('is shown with how each job ended last, what failed ones said, and what is wrong', () => {
    expect(renderSchedule(known).split('\n')).toEqual([
      'environment local, scheduled with cron',
      'JOB     TIME              NEXT              LAST RUN  RESULT',
      'backup  daily 02:00       2026-11-25 02:00  11 h ago  ok: store backup: done',
      'drill   weekly Sun 04:00  2026-11-29 04:00  2 d ago   FAILED: table a is missing',
      'prune   weekly Sun 03:00  2026-11-29 03:00  never',
      '',
      'what the drill said:',
      '  store drill: FAILED',
      '    error: table a is missing',
      '',
      'warning: the scheduled drill failed 2 d ago: table a is missing',
      'warning: the prune that was due on 2026-11-22 03:00 did not run: it has never run',
    ]);
    const coloured = renderSchedule(known, marked);
    expect(coloured).toContain('<green>ok: store backup: done</>');
    expect(coloured).toContain('<red>FAILED: table a is missing</>');
  });

  it('that is not there says how to have one', () => {
    expect(renderSchedule({ ...known, record: { installed: undefined, runs: {} } })).toBe(
      'no schedule is installed for local: dsw schedule-install',
    );
  });

  it('as JSON has times in UTC', () => {
    const { drill } = known.record.runs;
    const record = { installed: { ...installed, jobs: { drill: defaultSpecs.drill } }, runs: { drill } as KnownSchedule['record']['runs'] };
    expect(scheduleAsJson({ ...known, record })).toEqual({
      environment: 'local',
      by: 'cron',
      installedAt: '2026-11-20T12:00:00.000Z',
      jobs: [
        {
          job: 'drill',
          time: 'weekly Sun 04:00',
          next: '2026-11-29T03:00:00.000Z',
          lastRun: {
            startedAt: '2026-11-22T03:00:00.000Z',
            finishedAt: '2026-11-22T03:00:00.000Z',
            exit: 1,
            message: 'table a is missing',
          },
        },
      ],
      problems: [{ code: 'schedule-failed', message: 'the scheduled drill failed 2 d ago: table a is missing' }],
    });
  });
});
