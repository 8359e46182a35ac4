import { fail, ok, problem, unreachable } from '@dust-workspace/component';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { parseTemplate } from './template.js';
import type { Part, Reference } from './template.js';

type Values = Readonly<Record<string, string | undefined>>;

/** What Compose makes of a text, given the values of the variables. One that is not set counts as empty. */
export function interpolate(text: string, values: Values): Result<string> {
  if (!text.includes('$')) return ok(text);
  const template = parseTemplate(text);
  if (!template.valid) return fail(...template.errors.map(({ message, remedy }) => problem('compose-reference', message, remedy)));
  const problems: Diagnostic[] = [];
  const value = evaluate(template.parts, values, problems);
  return problems.length > 0 ? fail(...problems) : ok(value);
}

/** Text that Compose gives back as it was. */
export function escapeDollars(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function evaluate(parts: readonly Part[], values: Values, problems: Diagnostic[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : valueOf(part, values, problems))).join('');
}

function valueOf({ name, operator, argument }: Reference, values: Values, problems: Diagnostic[]): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  // Compose looks into every argument, needed or not, and so finds the problems in it.
  const other = evaluate(argument, values, problems);
  switch (operator) {
    case undefined:
      return value ?? '';
    case '-':
      return value ?? other;
    case ':-':
      return value === undefined || value === '' ? other : value;
    case '+':
      return value === undefined ? '' : other;
    case ':+':
      return value === undefined || value === '' ? '' : other;
    case '?':
    case ':?':
      if (value === undefined || (operator === ':?' && value === ''))
        problems.push(problem('compose-value', `${name} has no value${other === '' ? '' : `: ${other}`}`));
      return value ?? '';
    default:
      return unreachable(operator);
  }
}
