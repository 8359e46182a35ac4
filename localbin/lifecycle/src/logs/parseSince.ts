import { parseDuration } from '@dust-workspace/component';

/**
 * The beginning that somebody asked for, in milliseconds since 1970: a duration such as `10m` counts back from now, `10:30` is of today, and
 * `2026-11-22`, `2026-11-22T10:00` and the like are times of this machine unless they say otherwise. Nothing for anything else.
 */
export function parseSince(text: string, now: Date): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return now.getTime() - duration;
  const [, day, clock, zone = ''] = moment.exec(text) ?? [];
  if (day === undefined && clock === undefined) return undefined;
  const time = Date.parse(`${day ?? dayOf(now)}T${clock ?? '00:00'}${zone.toUpperCase()}`);
  return Number.isNaN(time) ? undefined : time;
}

export const sinceWords = 'a duration such as 10m or 2h, or a time such as 10:30 or 2026-11-22T10:30';

const moment = /^(?:(\d{4}-\d\d-\d\d)(?:[Tt ](?=\d)|$))?(?:(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)([Zz]|[+-]\d\d:\d\d)?)?$/;

function dayOf(now: Date): string {
  const padded = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${padded(now.getMonth() + 1)}-${padded(now.getDate())}`;
}
