import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { calendarExpression } from './expressions.js';
import { jobsOf, jobWords, type JobName, type JobProgram, type JobTimes, type SchedulePlace } from './jobs.js';

/** A file of systemd's user manager. */
export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

/** A timer and a service for each job. */
export function unitFiles(place: SchedulePlace, times: JobTimes, program: JobProgram): UnitFile[] {
  return jobsOf(times).flatMap(([job, spec]) => [
    { name: `${unitName(place, job)}.service`, text: serviceText(place, job, program) },
    { name: `${unitName(place, job)}.timer`, text: timerText(place, job, calendarExpression(spec)) },
  ]);
}

/** What all our units of a workspace and an environment begin with. */
export function unitPrefix({ workspace, environment }: SchedulePlace): string {
  const name = basename(workspace)
    .replaceAll(/[^A-Za-z0-9_.]+/g, '-')
    .slice(0, 40);
  return `dsw-${name}-${environment}-${createHash('sha256').update(workspace).digest('hex').slice(0, 8)}-`;
}

/** The first line of every unit of ours, by which it is recognised. */
export function unitMarker({ workspace, environment }: SchedulePlace): string {
  return `# dsw schedule of ${JSON.stringify(workspace)}, environment ${environment}`;
}

function unitName(place: SchedulePlace, job: JobName): string {
  return `${unitPrefix(place)}${job}`;
}

function serviceText(place: SchedulePlace, job: JobName, program: JobProgram): string {
  const { workspace, environment } = place;
  const variables = Object.entries(program.env).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`);
  return lines(
    unitMarker(place),
    '[Unit]',
    `Description=dsw ${job} of ${plainSpecifiers(basename(workspace))}, environment ${environment}`,
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${plainSpecifiers(workspace)}`,
    ...variables,
    // The colon keeps dollar signs as they are.
    `ExecStart=:${jobWords(job, place, program).map(quoted).join(' ')}`,
  );
}

function timerText(place: SchedulePlace, job: JobName, calendar: string): string {
  return lines(
    unitMarker(place),
    '[Unit]',
    `Description=time for dsw ${job} of ${plainSpecifiers(basename(place.workspace))}, environment ${place.environment}`,
    '',
    '[Timer]',
    `OnCalendar=${calendar}`,
    // What was due while the machine was off is made up for.
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
  );
}

function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}

/** systemd's quoting: https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines */
function quoted(word: string): string {
  return `"${plainSpecifiers(word).replaceAll(/["\\]/g, '\\$&')}"`;
}

function plainSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}
