import { unreachable } from '@dust-workspace/component';
import type { Origin, ResolvedVariable } from '@dust-workspace/environment';

export type VariablesFormat = 'table' | 'dotenv' | 'json' | 'shell';

const masked = '****';

/** The variables of a component for people (`table`) or for other tools; secrets are masked unless revealed. */
export function renderVariables(variables: readonly ResolvedVariable[], format: VariablesFormat, reveal: boolean): string {
  const shown = variables.map((variable) => ({ ...variable, value: variable.secret && !reveal ? masked : variable.value }));
  switch (format) {
    case 'table':
      return table(shown);
    case 'json':
      return JSON.stringify(Object.fromEntries(shown.map(({ name, value }) => [name, value])), null, 2);
    case 'dotenv':
      return shown.map(({ name, value }) => `${name}=${dotenvQuoted(value)}`).join('\n');
    case 'shell':
      return shown.map(({ name, value }) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`).join('\n');
    default:
      return unreachable(format);
  }
}

function table(variables: readonly ResolvedVariable[]): string {
  const rows = variables.map(({ name, value, origin }) => [name, value, whence(origin)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function whence({ layer, file, line }: Origin): string {
  switch (layer) {
    case 'manifest':
      return 'default of component.yaml';
    case 'lease':
      return 'leased port';
    case 'derived':
      return 'host of the port';
    case 'shell':
      return 'environment of the shell';
    case 'project':
    case 'environment':
    case 'personal':
    case 'personal-environment':
      return `${file ?? layer}${line === undefined ? '' : `:${line}`}`;
    default:
      return unreachable(layer);
  }
}

/** Quoted such that dotenv reads the same value again. */
function dotenvQuoted(value: string): string {
  if (/^[\w./:@%+,-]*$/.test(value)) return value;
  const quote = ["'", '`', '"'].find((candidate) => !value.includes(candidate));
  return quote === undefined ? `"${value}"` : `${quote}${value}${quote}`;
}
