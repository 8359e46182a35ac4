import type { Colour, Paint } from '../paint.js';
import type { LogLine } from './mergeLines.js';
import { objectOf, structuredLine } from './structuredLine.js';

/** A line for people: of JSON its time, level and message first, then the rest of what it says. Several lines where it holds a trace. Pure but for the zone of this machine. */
export function renderLogLine({ text, at }: LogLine, now: Date, paint: Paint): string[] {
  const line = structuredLine(text, at !== undefined);
  if (line === undefined) return [text];
  const { level, message, fields, traces } = line;
  const head = [
    ...(at === undefined ? [] : [paint(momentOf(new Date(at), now), 'dim')]),
    ...(level === undefined ? [] : [paint(level.toUpperCase().padEnd(5), colourOfLevel(level))]),
    oneLine(message),
    ...Object.entries(fields).map(([key, value]) => `${paint(`${key}=`, 'dim')}${valueOf(value)}`),
  ];
  return [head.join(' '), ...traces.flatMap((trace) => trace.trimEnd().split('\n')).map((row) => `    ${row}`)];
}

/** A line for programs, in JSON. `fields` is what it holds where it is JSON itself. */
export function logLineAsJson({ component, text, at }: LogLine): unknown {
  const fields = objectOf(text);
  return {
    component,
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
    text,
    ...(fields === undefined ? {} : { fields }),
  };
}

/** The time, and the day where it is another than today. */
function momentOf(at: Date, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return at.toDateString() === now.toDateString() ? time : `${day} ${time}`;
}

function colourOfLevel(level: string): Colour {
  if (/^(err|fatal|crit|alert|emerg|panic)/.test(level)) return 'red';
  if (level.startsWith('warn')) return 'yellow';
  return /^(trace|debug|verbose)/.test(level) ? 'dim' : 'green';
}

function valueOf(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[^\s"'={}]+$/.test(value) ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.trimEnd().replaceAll('\n', '\\n');
}
