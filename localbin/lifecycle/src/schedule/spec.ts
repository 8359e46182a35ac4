import { fail, ok, problem, type Result } from '@dust-workspace/component';

export const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** A time of the day by local clocks. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

/** When a job is due. */
export type ScheduleSpec =
  | { readonly kind: 'hourly' }
  | { readonly kind: 'daily'; readonly time: TimeOfDay }
  /** `weekday` counts from Sunday, which is 0. */
  | { readonly kind: 'weekly'; readonly weekday: number; readonly time: TimeOfDay }
  /** `day` is one that every month has: 1 to 28. */
  | { readonly kind: 'monthly'; readonly day: number; readonly time: TimeOfDay };

const hourlyPattern = /^hourly$/i;
const otherPattern = /^(?:(daily)|(weekly) +([a-z]+)|(monthly) +(\d{1,2})) +(\d{1,2}):(\d\d)$/i;
const forms = 'hourly, daily 02:00, weekly Sun 04:00 or monthly 1 03:00';

/** Reads `hourly`, `daily HH:MM`, `weekly <day> HH:MM` or `monthly <day of the month> HH:MM`. */
export function parseSpec(text: string): Result<ScheduleSpec> {
  const source = text.trim();
  if (hourlyPattern.test(source)) return ok({ kind: 'hourly' });
  const [found, daily, , dayName = '', monthly, dayNumber, hour, minute] = otherPattern.exec(source) ?? [];
  const time = { hour: Number(hour), minute: Number(minute) };
  if (found === undefined) return wrong(text, `Write ${forms}.`);
  if (time.hour > 23 || time.minute > 59) return wrong(text, 'Times go from 00:00 to 23:59.');
  if (daily !== undefined) return ok({ kind: 'daily', time });
  if (monthly !== undefined) {
    const day = Number(dayNumber);
    return day >= 1 && day <= 28 ? ok({ kind: 'monthly', day, time }) : wrong(text, 'Take a day from 1 to 28, which every month has.');
  }
  const weekday = weekdays.findIndex(
    (name) => name.toLowerCase() === dayName.slice(0, 3).toLowerCase() && fullNames[name].startsWith(dayName.toLowerCase()),
  );
  return weekday < 0 ? wrong(text, `The days are ${weekdays.join(', ')}.`) : ok({ kind: 'weekly', weekday, time });
}

/** As `parseSpec` reads it. */
export function formatSpec(spec: ScheduleSpec): string {
  switch (spec.kind) {
    case 'hourly':
      return 'hourly';
    case 'daily':
      return `daily ${formatTime(spec.time)}`;
    case 'weekly':
      return `weekly ${weekdays[spec.weekday] ?? ''} ${formatTime(spec.time)}`;
    case 'monthly':
      return `monthly ${spec.day} ${formatTime(spec.time)}`;
    default:
      return spec satisfies never;
  }
}

/** `HH:MM`. */
export function formatTime({ hour, minute }: TimeOfDay): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

const fullNames: Readonly<Record<(typeof weekdays)[number], string>> = {
  Sun: 'sunday',
  Mon: 'monday',
  Tue: 'tuesday',
  Wed: 'wednesday',
  Thu: 'thursday',
  Fri: 'friday',
  Sat: 'saturday',
};

function wrong(text: string, remedy: string): Result<never> {
  return fail(problem('schedule-spec', `${JSON.stringify(text)} is no time for a schedule`, remedy));
}
