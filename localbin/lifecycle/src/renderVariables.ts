import { fail, ok, problem, unreachable, type Result } from '@dust-workspace/component';
import { maskText, quoteForDotenv, type ResolvedVariable } from '@dust-workspace/environment';
import { renderColumns } from './renderColumns.js';
import { renderLosers, renderOrigin } from './renderOrigin.js';

export type VariablesFormat = 'table' | 'dotenv' | 'json' | 'shell';

/**
 * The variables of a component, for people (`table`: secrets are masked) or for other tools, which get no secret at all unless it is revealed: what
 * stands for one must never be taken for it. Fails where dotenv has no way to write a value.
 */
export function renderVariables(variables: readonly ResolvedVariable[], format: VariablesFormat, reveal: boolean): Result<string> {
  const shown = variables.filter(({ secret }) => reveal || !secret);
  switch (format) {
    case 'table':
      return ok(table(variables, reveal));
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

function table(variables: readonly ResolvedVariable[], reveal: boolean): string {
  return renderColumns(
    variables.map(({ name, value, secret, origin, shadowed }) => [
      name,
      secret && !reveal ? maskText : value,
      [renderOrigin(origin), renderLosers(shadowed)].join(' ').trimEnd(),
    ]),
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
