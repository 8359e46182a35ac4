/** How far local clocks are ahead of UTC at an instant. Both in milliseconds, the instant since 1970. */
export type OffsetAt = (instant: number) => number;

const minute = 60_000;
const day = 86_400_000;

/** The time zone of this machine, or of TZ. */
export const machineOffset: OffsetAt = (instant) => -new Date(instant).getTimezoneOffset() * minute;

/** A date of which the UTC fields are what local clocks show at an instant. */
export function toLocal(instant: number, offsetAt: OffsetAt): Date {
  return new Date(instant + offsetAt(instant));
}

/**
 * The instant at which local clocks show the UTC fields of `local`. Of a time that comes twice it is the first; one that is skipped when clocks
 * are put forward is read as if they had not been: 02:30 is then what they show as 03:30.
 */
export function fromLocal(local: Date, offsetAt: OffsetAt): number {
  const shown = local.getTime();
  const [before, after] = [offsetAt(shown - day), offsetAt(shown + day)];
  const isRight = (offset: number): boolean => offsetAt(shown - offset) === offset;
  return shown - (isRight(before) || !isRight(after) ? before : after);
}
