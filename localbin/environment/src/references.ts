/** A piece of a value: text as it stands, or a reference to another variable. */
export type Piece = { readonly kind: 'text'; readonly text: string } | Reference;

export interface Reference {
  readonly kind: 'reference';
  readonly component?: string;
  readonly name: string;
  readonly fallback?: string;
  /** Where it begins in the value. */
  readonly index: number;
}

const reference = /\$\$\{|\$\{(?:([a-z][a-z0-9-]*)\.)?([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Splits a value into text and references: `${NAME}` is the component's own variable, `${component.NAME}` another's,
 * `${NAME:-fallback}` has a value to fall back on, and `$${` stands for `${` itself. Any other `$` is text.
 */
export function parseReferences(value: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of value.matchAll(reference)) {
    if (match.index > end) pieces.push({ kind: 'text', text: value.slice(end, match.index) });
    end = match.index + match[0].length;
    const [whole, component, name, fallback] = match;
    if (whole === '$${' || name === undefined) pieces.push({ kind: 'text', text: '${' });
    else
      pieces.push({
        kind: 'reference',
        name,
        index: match.index,
        ...(component === undefined ? {} : { component }),
        ...(fallback === undefined ? {} : { fallback }),
      });
  }
  if (end < value.length) pieces.push({ kind: 'text', text: value.slice(end) });
  return pieces;
}
