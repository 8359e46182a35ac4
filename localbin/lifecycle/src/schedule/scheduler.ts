import type { Result } from '@dust-workspace/component';
import type { JobProgram, JobTimes, SchedulePlace } from './jobs.js';

/** Something of this machine that starts jobs at their time. */
export interface Scheduler {
  readonly by: 'systemd' | 'cron';
  /** Whether it is here and answers. */
  isHere(): Promise<boolean>;
  /** Has exactly these jobs of the place done at their time from now on. Returns what a person should know. */
  install(place: SchedulePlace, times: JobTimes, program: JobProgram): Promise<Result<readonly string[]>>;
  /** Takes all jobs of the place away, and nothing else. Returns what was there, for people; nothing where it is not here. */
  remove(place: SchedulePlace): Promise<Result<readonly string[]>>;
}
