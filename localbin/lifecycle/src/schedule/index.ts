export type { ScheduleReport } from './install.js';
export type { JobName } from './jobs.js';
export { isJobName, jobNames } from './jobs.js';
export { scheduleProblems } from './problems.js';
export type { JobRun } from './records.js';
export { renderInstalled, renderSchedule, scheduleAsJson } from './render.js';
export type { JobOutcome } from './runJob.js';
export { runJob } from './runJob.js';
export type { KnownSchedule, WantedTimes } from './scheduleEnvironment.js';
