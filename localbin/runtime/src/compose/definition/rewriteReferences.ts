import { parseTemplate, referencesIn } from './template.js';
import type { Operator, TemplateError } from './template.js';

/** A variable that a text refers to. */
export interface FoundReference {
  readonly name: string;
  /** Where the name stands in the text as it was. */
  readonly offset: number;
  readonly operator?: Operator;
}

export type Rewritten =
  | { readonly ok: true; readonly text: string; readonly references: readonly FoundReference[] }
  | { readonly ok: false; readonly errors: readonly TemplateError[] };

/** Gives every variable that a text refers to, in Compose's syntax, another name. Everything else stays as it is, to the letter. */
export function rewriteReferences(text: string, rename: (name: string) => string): Rewritten {
  if (!text.includes('$')) return { ok: true, text, references: [] };
  const template = parseTemplate(text);
  if (!template.valid) return { ok: false, errors: template.errors };
  const references = referencesIn(template.parts);
  let rewritten = '';
  let at = 0;
  for (const { name, offset } of references) {
    rewritten += text.slice(at, offset) + rename(name);
    at = offset + name.length;
  }
  return {
    ok: true,
    text: rewritten + text.slice(at),
    references: references.map(({ name, offset, operator }) => ({ name, offset, ...(operator !== undefined && { operator }) })),
  };
}
