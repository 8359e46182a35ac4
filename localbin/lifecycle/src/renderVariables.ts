import { fail, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import { maskText, quoteForDotenv, type ComponentVariables, type ResolvedVariable } from '@dust-workspace/environment';
import { renderColumns } from './renderColumns.js';
import { renderLosers, renderOrigin } from './renderOrigin.js';

export type VariablesFormat = 'table' | 'dotenv' | 'json' | 'shell';

/**
 * As `renderVariables`, and what is wrong with the values. Other tools get nothing then: what a layer gives that lies below one which cannot be read
 * must not be taken for the value. A shell that evaluates it fails.
 */
export function renderResolved(
  { variables, diagnostics }: Pick<ComponentVariables, 'variables' | 'diagnostics'>,
  format: VariablesFormat,
  reveal: boolean,
  width?: number,
): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const rendered = renderVariables([...variables.values()], format, reveal, width);
  const problems = rendered.ok ? diagnostics : rendered.diagnostics;
  if (rendered.ok && (problems.length === 0 || format === 'table')) return { text: rendered.value, diagnostics: problems };
  return { text: format === 'shell' ? 'false' : '', diagnostics: problems };
}

/**
 * The variables of a component, for people (`table`: secrets are masked) or for other tools, which get no secret at all unless it is revealed: what
 * stands for one must never be taken for it. Fails where dotenv has no way to write a value.
 */
export function renderVariables(
  variables: readonly ResolvedVariable[],
  format: VariablesFormat,
  reveal: boolean,
  width?: number,
): Result<string> {
  const shown = variables.filter(({ secret }) => reveal || !secret);
  switch (format) {
    case 'table':
      return ok(table(variables, reveal, width));
    case 'json':
      return ok(JSON.stringify(Object.fromEntries(shown.map(({ name, value }) => [name, value])), null, 2));
    case 'dotenv':
      return dotenv(shown);
    case 'shell':
      return ok(shown.map(({ name, value }) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`).join('\n'));
    default:
      return unreachable(format);
  }
}

function table(variables: readonly ResolvedVariable[], reveal: boolean, width?: number): string {
  return renderColumns(
    variables.map(({ name, value, secret, origin, shadowed }) => [
      name,
      secret && !reveal ? maskText : value,
      [renderOrigin(origin), renderLosers(shadowed)].join(' ').trimEnd(),
    ]),
    {
      width,
      yields: [
        { kind: 'wrap', column: 2, least: 32 },
        { kind: 'wrap', column: 1, least: 16 },
      ],
    },
  );
}

function dotenv(variables: readonly ResolvedVariable[]): Result<string> {
  const lines = variables.map(({ name, value }) => ({ name, written: quoteForDotenv(value) }));
  const unwritable = lines.filter(({ written }) => written === undefined);
  if (unwritable.length === 0) return ok(lines.map(({ name, written }) => `${name}=${written ?? ''}`).join('\n'));
  return fail(
    ...unwritable.map(({ name }) =>
      problem(
        'not-in-dotenv',
        `the value of ${name} cannot be written for dotenv, which has no escapes for quotes`,
        'Use --format json or --format shell.',
      ),
    ),
  );
}
