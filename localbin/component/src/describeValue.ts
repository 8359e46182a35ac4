/** A value from a manifest as it is named in a message: short, on one line. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'empty text';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping';
}

/** Text from a manifest, marked as such. */
export function quote(text: string): string {
  return `\`${shorten(text, 60)}\``;
}

/** The values among which there is a choice. */
export function oneOf(choices: readonly unknown[]): string {
  return `one of ${shorten(choices.join(', '), 200)}`;
}

/** On one line, without control characters. */
function shorten(text: string, longest: number): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
