const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `8.4 ms`, `120 ms`, `1.3 s`. */
export function formatLatency(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** `340 B`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step] ?? ''}`;
}

/** How long ago, in one unit: `just now`, `12 s ago`, `3 days ago`. */
export function formatAgo(milliseconds: number): string {
  return milliseconds < 5_000 ? 'just now' : `${formatSpan(milliseconds)} ago`;
}

/** A duration in one unit: `12 s`, `5 min`, `2 h`, `1 day`. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < minute) return `${Math.round(milliseconds / 1_000)} s`;
  if (milliseconds < hour) return `${Math.round(milliseconds / minute)} min`;
  if (milliseconds < day) return `${Math.round(milliseconds / hour)} h`;
  const days = Math.round(milliseconds / day);
  return `${days} day${days === 1 ? '' : 's'}`;
}

/** Time of day where the reader is: `14:05:09`, or `14:05` without seconds. */
export function formatClock(moment: number, seconds: boolean): string {
  const date = new Date(moment);
  const parts = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The day as well where it is not the reader's today: `14:05:09`, `3 Nov 14:05:09`. */
export function formatMoment(moment: number, today: Date = new Date()): string {
  const date = new Date(moment);
  const clock = formatClock(moment, true);
  if (date.toDateString() === today.toDateString()) return clock;
  const year = date.getFullYear() === today.getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${months[date.getMonth()] ?? ''}${year} ${clock}`;
}

/** To the minute: `today 14:05`, `3 Nov 14:05`. */
export function formatMinute(moment: number, today: Date = new Date()): string {
  const text = formatMoment(moment, today).slice(0, -3);
  return text.includes(' ') ? text : `today ${text}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How long something took: `340 ms`, `2.4 s`, `3 min 20 s`. */
export function formatTaken(milliseconds: number): string {
  if (milliseconds < minute) return formatLatency(milliseconds).replace(/^(\d+)\.\d ms/, '$1 ms');
  const seconds = Math.round(milliseconds / 1_000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 60) return `${minutes} min${rest === 0 ? '' : ` ${rest} s`}`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** A share of one core: `0.4 %`, `12 %`, `150 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** `1 component`, `3 components`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
