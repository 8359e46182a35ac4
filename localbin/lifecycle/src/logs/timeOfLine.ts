import { colours } from '../screen/colours.js';

/** What a time without a zone means: programs in containers mostly know none but UTC, those on this machine have its own. */
export type Zone = 'utc' | 'local';

/**
 * When a line of output was written, in milliseconds since 1970, as far as it says so where programs do: at its beginning, or under a name such as `time`
 * in JSON and `key=value`. Pure but for the zone of this machine.
 */
export function timeOfLine(line: string, zone: Zone): number | undefined {
  // Some colour theirs.
  const text = line.slice(0, 1_000).replaceAll(colours, '');
  return calendarTime(text, zone) ?? dayFirst(text, zone) ?? sinceEpoch(text);
}

const named = String.raw`"?@?\b(?:time|timestamp|ts|asctime|datetime|date|t)"?\s*[:=]\s*"?`;
const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;

/** ISO 8601 and what resembles it: `2026-03-01T12:00:00.123Z`, `2026-03-01 12:00:00,123 UTC`, `[2026/03/01 12:00:00 +0100]`. */
const calendar = new RegExp(
  String.raw`(?:^[^\d]{0,12}|${named})(\d{4})[-/](\d\d)[-/](\d\d)[T ]${clock}\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?`,
  'i',
);

function calendarTime(text: string, zone: Zone): number | undefined {
  const [found, year, month, day, hour, minute, second, fraction, offset] = calendar.exec(text) ?? [];
  if (found === undefined) return undefined;
  return toTime([Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)], fraction, offset ?? zone);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `17:M 01 Mar 2026 12:00:00.123 * Ready`, as Redis has it. */
const redis = new RegExp(String.raw`^\d+:[A-Z] (\d\d) ([A-Z][a-z]{2}) (\d{4}) ${clock}`);

function dayFirst(text: string, zone: Zone): number | undefined {
  const [found, day, month = '', year, hour, minute, second, fraction] = redis.exec(text) ?? [];
  if (found === undefined || !months.includes(month)) return undefined;
  return toTime([Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second)], fraction, zone);
}

/** Seconds or milliseconds. */
const epoch = new RegExp(String.raw`${named}(\d{13}|\d{10}(?:\.\d+)?)\b`);

function sinceEpoch(text: string): number | undefined {
  const [, number] = epoch.exec(text) ?? [];
  if (number === undefined) return undefined;
  return number.length === 13 && !number.includes('.') ? Number(number) : Number(number) * 1_000;
}

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function toTime(parts: Parts, fraction = '', zone: string): number | undefined {
  const beyond = Number(`0.${fraction || '0'}`) * 1_000;
  const time = zone === 'local' ? new Date(...parts).getTime() : Date.UTC(...parts) - offsetOf(zone);
  return Number.isNaN(time) ? undefined : time + beyond;
}

/** Milliseconds before UTC. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const amount = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -amount : amount;
}
