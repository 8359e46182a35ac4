import type { Manifest, Variable } from './manifest.js';
import { unreachable } from './result.js';

/** The text of `src/manifest.ts` in a component's package: the types that `defineComponent<Manifest>` gives its hooks. Formatted as Prettier would. */
export function manifestTypes({ env, ports }: Manifest): string {
  const variables = Object.entries(env).map(([name, variable]) => declare(`    readonly ${name}:`, alternatives(variable)));
  return [
    '// Generated from component.yaml by `npm run generate`.',
    '',
    'export interface Manifest {',
    ...(variables.length === 0 ? ['  env: Record<string, never>;'] : ['  env: {', ...variables, '  };']),
    declare('  port:', Object.keys(ports).length === 0 ? ['never'] : Object.keys(ports).map(literal)),
    '}',
    '',
  ].join('\n');
}

const lineWidth = 140;

function declare(label: string, types: readonly string[]): string {
  const line = `${label} ${types.join(' | ')};`;
  if (line.length <= lineWidth || types.length === 1) return line;
  const indent = ' '.repeat(label.search(/\S/) + 2);
  return `${label}\n${types.map((type) => `${indent}| ${type}`).join('\n')};`;
}

/** An optional variable may be absent even where it has a default: a layer can set it to nothing, a reference can lead to nothing. */
function alternatives(variable: Variable): string[] {
  return variable.optional ? [...typesOf(variable), 'undefined'] : typesOf(variable);
}

/** Durations arrive in milliseconds, sizes in bytes. */
function typesOf({ type, values = [] }: Variable): string[] {
  switch (type) {
    case 'string':
    case 'url':
      return ['string'];
    case 'enum':
      return [...new Set(values)].map(literal);
    case 'port':
    case 'integer':
    case 'duration':
    case 'size':
      return ['number'];
    case 'boolean':
      return ['boolean'];
    default:
      return unreachable(type);
  }
}

/** A string literal in the quotes that need fewer escapes, single ones if in doubt. */
function literal(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  return singles > doubles ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
