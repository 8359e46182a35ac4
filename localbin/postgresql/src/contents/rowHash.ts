import { escapeIdentifier } from 'pg';

/** A column as far as its content is concerned. */
export interface Column {
  readonly name: string;
  readonly notNull: boolean;
  /** How its values become text: they are text, by a cast, or by this function where the cast would lose something. */
  readonly output: 'none' | 'cast' | { readonly function: string };
}

/**
 * SQL for a whole number of 64 bits that stands for all columns of a row of `t`, in the order of `columns`. Recorded digests depend on it: it must
 * stay what it is. Each column's text is hashed with the hash of those before it as seed, so that neither values nor columns can change places
 * unseen; NULL, whose text is as empty as an empty one, changes the seed. Pure.
 */
export function rowHash(columns: readonly Column[]): string {
  if (columns.length <= chainLength) return chain(columns);
  const chains = Array.from({ length: Math.ceil(columns.length / chainLength) }, (_, index) =>
    chain(columns.slice(index * chainLength, (index + 1) * chainLength)),
  );
  return hash(`concat_ws(',', ${chains.join(', ')})`, '0');
}

/** Expressions are nested as deep as a chain is long, and the server's stack is limited; a function takes no more than 100 arguments. */
const chainLength = 50;

function chain(columns: readonly Column[]): string {
  return columns.reduce((seed, column) => {
    const name = `t.${escapeIdentifier(column.name)}`;
    const text = textOf(name, column.output);
    return column.notNull ? hash(text, seed) : hash(`coalesce(${text}, '')`, `(${name} is null)::int::bigint # ${seed}`);
  }, '0');
}

function textOf(name: string, output: Column['output']): string {
  if (output === 'none') return name;
  return output === 'cast' ? `${name}::text` : `textin(${output.function}(${name}))`;
}

/** Byte by byte: a column's collation may take different texts for equal. */
function hash(text: string, seed: string): string {
  return `hashtextextended(${text} collate "C", ${seed})`;
}
