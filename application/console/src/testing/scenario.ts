/** A workspace with something in almost every state, as a console would tell of it at one moment that stands still. */
export { scenarioBackups, scenarioSet } from './scenario/backups.js';
export { scenarioComponent } from './scenario/component.js';
export { scenarioFailedRun } from './scenario/failedRun.js';
export { scenarioHistory } from './scenario/history.js';
export { scenarioLog } from './scenario/log.js';
export { scenarioTime } from './scenario/moment.js';
export { manyStatus, scenarioStatus } from './scenario/status.js';
