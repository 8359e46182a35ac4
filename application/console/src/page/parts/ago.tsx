import { formatAgo, formatMoment } from '../format.js';

/** How long ago something was; the exact time when it is pointed at. `at`: milliseconds since 1970, or ISO 8601. */
export function Ago({ at, now }: { readonly at: number | string; readonly now: number }) {
  const moment = typeof at === 'number' ? at : Date.parse(at);
  return (
    <time dateTime={new Date(moment).toISOString()} title={formatMoment(moment)}>
      {formatAgo(now - moment)}
    </time>
  );
}
