import type { Diagnostic, Range } from '@dust-workspace/component';
import { passedThrough } from './environment.js';
import type { Findings } from './findings.js';
import { rewriteReferences } from './rewriteReferences.js';
import type { Mention, VariableReference } from './serviceDefinition.js';

/** All references in the values below a mapping or list of the source's data, without keys at its top that are ignored. What is no valid template is added to the findings. */
export function mentionsBelow(container: object, findings: Findings, isIgnored: (key: string) => boolean = () => false): Mention[] {
  return Object.entries(container).flatMap(([name, value]: [string, unknown]) => {
    if (isIgnored(name)) return [];
    const key = Array.isArray(container) ? Number(name) : name;
    if (typeof value === 'string') return mentionsIn(value, container, key, findings);
    if (typeof value !== 'object' || value === null) return [];
    const plain = name === 'environment' || name === 'args' ? passedThrough(value) : [];
    const passed = plain.map((found) => ({ name: found.name, range: findings.source.locate(value, found.key, found.part) }));
    return [...passed, ...mentionsBelow(value, findings)];
  });
}

/** Mentions by variable, in the order in which they were found. */
export function referencesOf(mentions: readonly Mention[]): Map<string, VariableReference> {
  const references = new Map<string, VariableReference>();
  for (const { name, operator, range } of mentions) {
    const optional = operator !== undefined && !operator.includes('?');
    const known = references.get(name);
    if (known === undefined || (known.optional && !optional)) references.set(name, { name, optional, range });
  }
  return references;
}

function mentionsIn(text: string, container: object, key: string | number, findings: Findings): Mention[] {
  const rewritten = rewriteReferences(text, (name) => name);
  const range = findings.source.locate(container, key, 'value');
  if (rewritten.ok)
    return rewritten.references.map(({ name, offset, operator }) => ({
      name,
      ...(operator !== undefined && { operator }),
      range: rangeWithin(findings.source.text, range, text, offset, name.length),
    }));
  findings.diagnostics.push(
    ...rewritten.errors.map(({ offset, message, remedy }): Diagnostic => ({
      severity: 'error',
      code: 'compose-reference',
      message,
      remedy,
      file: findings.source.file,
      range: rangeWithin(findings.source.text, range, text, offset, 2),
    })),
  );
  return [];
}

/** The place of a part of a value, where the value stands in the file as it is; otherwise that of the whole value. */
function rangeWithin(source: string, range: Range, value: string, offset: number, length: number): Range {
  const line = value.lastIndexOf('\n', offset - 1) + 1;
  const end = value.indexOf('\n', offset);
  const wanted = value.slice(line, end === -1 ? value.length : end);
  const lines = source.split('\n');
  for (let number = range.start.line; number <= range.end.line; number += 1) {
    const from = number === range.start.line ? range.start.column - 1 : 0;
    const found = (lines[number - 1] ?? '').indexOf(wanted, from);
    if (found === -1) continue;
    const column = found + offset - line + 1;
    return { start: { line: number, column }, end: { line: number, column: column + length } };
  }
  return range;
}
