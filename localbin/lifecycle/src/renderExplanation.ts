import { unreachable } from '@dust-workspace/component';
import { maskText, type Explanation } from '@dust-workspace/environment';
import { renderColumns } from './renderColumns.js';
import { renderOrigin } from './renderOrigin.js';

/** What a variable is in each component, for people. Secrets are masked unless revealed. */
export function renderExplanations(explanations: readonly Explanation[], reveal: boolean, width?: number): string {
  return explanations.map((explanation) => renderOne(explanation, reveal, width)).join('\n\n');
}

function renderOne(explanation: Explanation, reveal: boolean, width?: number): string {
  const { component, resolved, setBy, references } = explanation;
  const [winner, ...losers] = setBy;
  const rows = [
    ['declared', declaration(explanation)],
    ['value', resolved === undefined ? 'none' : resolved.secret && !reveal ? maskText : resolved.value],
    ...(resolved === undefined && winner === undefined ? [] : [['from', renderOrigin(resolved?.origin ?? winner ?? { layer: 'derived' })]]),
    ...(losers.length === 0 ? [] : [['instead of', losers.map(renderOrigin).join(', ')]]),
    ...(references.length === 0 ? [] : [['refers to', references.map((name) => `\${${name}}`).join(', ')]]),
  ];
  const table = renderColumns(rows, {
    width: width === undefined ? undefined : width - indent,
    yields: [{ kind: 'wrap', column: 1, least: 16 }],
  });
  return `${component}\n${table.replaceAll(/^/gm, ' '.repeat(indent))}`;
}

const indent = 2;

function declaration({ declared }: Explanation): string {
  switch (declared.kind) {
    case 'port':
      return `port, ${declared.inside} inside`;
    case 'host':
      return 'host of a port';
    case 'variable': {
      const { type, secret, optional, description, values = [] } = declared.variable;
      const kind = [secret ? 'secret' : '', optional ? 'optional' : '', type === 'enum' ? `one of ${values.join(', ')}` : type];
      return `${kind.filter((word) => word !== '').join(' ')}${description === undefined ? '' : `: ${description}`}`;
    }
    default:
      return unreachable(declared);
  }
}
