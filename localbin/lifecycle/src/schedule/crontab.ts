import { cronFields } from './expressions.js';
import { jobsOf, jobWords, type JobProgram, type JobTimes, type SchedulePlace } from './jobs.js';

/** Longer commands are refused by cron. */
export const longestCommand = 998;

const newline = 0x0a;

/** The lines of a schedule in a crontab, between markers by which they are recognised. */
export function crontabBlock(place: SchedulePlace, times: JobTimes, program: JobProgram): string {
  const jobs = jobsOf(times).map(([job, spec]) => `${cronFields(spec)} ${crontabCommand(jobWords(job, place, program), place, program)}`);
  return [marker('begin', place), ...jobs, marker('end', place)].map((line) => `${line}\n`).join('');
}

/** The longest of the commands of a schedule, in bytes. */
export function longestOf(place: SchedulePlace, times: JobTimes, program: JobProgram): number {
  const lengths = jobsOf(times).map(([job]) => Buffer.byteLength(crontabCommand(jobWords(job, place, program), place, program)));
  return Math.max(0, ...lengths);
}

/** `crontab` with `block` instead of the one that it had for the same place, if it had one. All other bytes stay. */
export function withBlock(crontab: Buffer, place: SchedulePlace, block: string): Buffer {
  const found = findBlock(crontab, place);
  const [before, after] = found === undefined ? [crontab, Buffer.of()] : [crontab.subarray(0, found.start), crontab.subarray(found.end)];
  const lineEnd = before.length === 0 || before.at(-1) === newline ? '' : '\n';
  return Buffer.concat([before, Buffer.from(`${lineEnd}${block}`), after]);
}

/** `crontab` without the block for a place; undefined where it has none. */
export function withoutBlock(crontab: Buffer, place: SchedulePlace): Buffer | undefined {
  const found = findBlock(crontab, place);
  return found === undefined ? undefined : Buffer.concat([crontab.subarray(0, found.start), crontab.subarray(found.end)]);
}

/** Standard output goes nowhere; what is written to standard error, cron sends by mail. */
function crontabCommand(words: readonly string[], { workspace }: SchedulePlace, { env }: JobProgram): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
  const command = `cd ${quoted(workspace)} && ${[...variables, ...words.map(quoted)].join(' ')} >/dev/null`;
  // To cron, a percent sign ends the command.
  return command.replaceAll('%', '\\%');
}

function quoted(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function marker(which: 'begin' | 'end', { workspace, environment }: SchedulePlace): string {
  return `# ${which} dsw schedule of ${JSON.stringify(workspace)}, environment ${environment}`;
}

/** From the beginning of the first marker to behind the last. A marker whose other half somebody removed begins or ends nothing. */
function findBlock(crontab: Buffer, place: SchedulePlace): { readonly start: number; readonly end: number } | undefined {
  const begins = linesThatAre(crontab, marker('begin', place));
  const end = linesThatAre(crontab, marker('end', place)).find((index) => begins.some((begin) => begin < index));
  const start = end === undefined ? undefined : begins.findLast((begin) => begin < end);
  if (start === undefined || end === undefined) return undefined;
  return { start, end: Math.min(crontab.length, end + Buffer.byteLength(marker('end', place)) + 1) };
}

/** Where a line stands. */
function linesThatAre(crontab: Buffer, line: string): number[] {
  const found: number[] = [];
  const length = Buffer.byteLength(line);
  for (let index = crontab.indexOf(line); index >= 0; index = crontab.indexOf(line, index + 1)) {
    const isWhole = (index === 0 || crontab[index - 1] === newline) && [newline, undefined].includes(crontab[index + length]);
    if (isWhole) found.push(index);
  }
  return found;
}
