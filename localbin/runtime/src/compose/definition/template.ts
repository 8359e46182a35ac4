/** A text in which Compose replaces `$NAME` and `${NAME…}`, taken apart. */
export type Part =
  /** Text as it is meant, `$$` already reduced to `$`. */
  { readonly kind: 'text'; readonly text: string } | Reference;

export interface Reference {
  readonly kind: 'reference';
  readonly name: string;
  /** Where the name stands in the whole text. */
  readonly offset: number;
  readonly operator?: Operator;
  /** What follows the operator: the default, the replacement or the message. */
  readonly argument: readonly Part[];
}

export const operators = [':-', ':?', ':+', '-', '?', '+'] as const;
export type Operator = (typeof operators)[number];

/** A place at which a text is no valid template. */
export interface TemplateError {
  readonly offset: number;
  readonly message: string;
  readonly remedy: string;
}

export type Template =
  { readonly valid: true; readonly parts: readonly Part[] } | { readonly valid: false; readonly errors: readonly TemplateError[] };

/** Takes a text apart as Compose does (compose-go, template/template.go). A `$` that begins neither a name nor a brace is a plain `$`. */
export function parseTemplate(text: string): Template {
  const errors: TemplateError[] = [];
  const parts = partsOf(text, 0, errors);
  return errors.length > 0 ? { valid: false, errors } : { valid: true, parts };
}

/** All references, also those within the arguments of others, from left to right. */
export function referencesIn(parts: readonly Part[]): Reference[] {
  return parts.flatMap((part) => (part.kind === 'reference' ? [part, ...referencesIn(part.argument)] : []));
}

const opening = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{)/gi;
const braced = /([_a-z][_a-z0-9]*)(?:\}|(:?[-?+]))/iy;

/** `base` is where `text` stands in the whole. */
function partsOf(text: string, base: number, errors: TemplateError[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  opening.lastIndex = 0;
  for (let match = openingFrom(text, at); match !== null; match = openingFrom(text, at)) {
    addText(parts, text.slice(at, match.index));
    const [whole, dollar, name] = match;
    at = match.index + whole.length;
    if (dollar !== undefined) addText(parts, '$');
    else if (name !== undefined) parts.push({ kind: 'reference', name, offset: base + match.index + 1, argument: [] });
    else {
      const end = bracedReference(text, match.index, base, parts, errors);
      if (end === undefined) return parts;
      at = end;
    }
  }
  addText(parts, text.slice(at));
  return parts;
}

function openingFrom(text: string, at: number): RegExpExecArray | null {
  opening.lastIndex = at;
  return opening.exec(text);
}

function addText(parts: Part[], text: string): void {
  if (text !== '') parts.push({ kind: 'text', text });
}

/** Adds the reference whose `${` is at `start`; returns where the text after it begins, or nothing where it is broken. */
function bracedReference(text: string, start: number, base: number, parts: Part[], errors: TemplateError[]): number | undefined {
  braced.lastIndex = start + 2;
  const match = braced.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) {
    errors.push(invalidName(text, start, base));
    return undefined;
  }
  const operator = operators.find((candidate) => candidate === match[2]);
  const after = start + 2 + match[0].length;
  if (operator === undefined) {
    parts.push({ kind: 'reference', name, offset: base + start + 2, argument: [] });
    return after;
  }
  const end = closingBrace(text, start);
  if (end === undefined) {
    errors.push(unclosed(base + start, name));
    return undefined;
  }
  parts.push({
    kind: 'reference',
    name,
    offset: base + start + 2,
    operator,
    argument: partsOf(text.slice(after, end), base + after, errors),
  });
  return end + 1;
}

/**
 * The end of a reference with an operator. Compose counts braces, but passes over the character after an opening one;
 * where that finds nothing it takes the last closing brace of the line.
 */
export function closingBrace(text: string, start: number): number | undefined {
  const newline = text.indexOf('\n', start);
  const line = newline === -1 ? text : text.slice(0, newline);
  const last = line.lastIndexOf('}');
  let open = 0;
  for (let at = start; at <= last; at += 1) {
    if (line[at] === '}' && --open === 0) return at;
    if (line[at] === '{') {
      open += 1;
      at += 1;
    }
  }
  return last > start ? last : undefined;
}

function invalidName(text: string, start: number, base: number): TemplateError {
  const shown = /^\$\{[^}\n]{0,40}\}?/.exec(text.slice(start))?.[0] ?? '${';
  const closed = shown.endsWith('}');
  return {
    offset: base + start,
    message: closed ? `\`${shown}\` is no reference to a variable` : `\`${shown}\` is not closed`,
    remedy: 'Write ${NAME}, ${NAME:-default}, ${NAME:?message} or ${NAME:+replacement}; a plain dollar sign is $$.',
  };
}

function unclosed(offset: number, name: string): TemplateError {
  return {
    offset,
    message: `\`\${${name}\` is not closed`,
    remedy: 'Close it with } on the same line; a plain dollar sign is $$.',
  };
}
