const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago something was, in one unit: `just now`, `5 min ago`, `3 h ago`, `12 d ago`. `at` is ISO 8601. */
export function ageOf(at: string, now: Date): string {
  const milliseconds = now.getTime() - Date.parse(at);
  if (milliseconds < minute) return 'just now';
  if (milliseconds < 2 * hour) return `${Math.floor(milliseconds / minute)} min ago`;
  if (milliseconds < 2 * day) return `${Math.floor(milliseconds / hour)} h ago`;
  return `${Math.floor(milliseconds / day)} d ago`;
}
