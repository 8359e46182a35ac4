import { escapeLiteral } from 'pg';
import type { SpecialExtension } from '../specialExtension.js';

/**
 * SQL conditions for what a dump of a database has as its own: nothing of the system, nothing that an extension brings with it or, as special ones
 * do, keeps for itself. Pure.
 */
export function oursIn(special: readonly SpecialExtension[]): Ours {
  const none = (conditions: readonly string[]): string => conditions.map((condition) => ` and not (${condition})`).join('');
  const schema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'${none(special.map(({ ownSchema }) => ownSchema))}`;
  const ofItself = (catalog: string, oid: string): string =>
    `not exists (select from pg_depend e where (e.classid, e.objid, e.deptype) = ('${catalog}'::regclass, ${oid}, 'e'))`;
  return {
    schema,
    relation: `${schema} and c.relpersistence <> 't'${none(special.map(({ ownRelation }) => ownRelation))} and ${ofItself('pg_class', 'c.oid')}`,
    ofItself,
  };
}

/** SQL condition: whether `extname` is the name of one of them. Pure. */
export function isSpecial(special: readonly SpecialExtension[]): string {
  return `extname = any (array[${special.map(({ name }) => escapeLiteral(name)).join(', ')}]::name[])`;
}

export interface Ours {
  /** Of a schema `n`. */
  readonly schema: string;
  /** Of a relation `c` in it. */
  readonly relation: string;
  /** Of any object: that no extension brings it. */
  readonly ofItself: (catalog: string, oid: string) => string;
}
