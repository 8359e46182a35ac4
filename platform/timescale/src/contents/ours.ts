/**
 * SQL conditions for what a dump of a database has as its own: nothing of the system, nothing that an extension brings with it, and of TimescaleDB
 * neither its tables nor the chunks of hypertables, which are read through these. Pure.
 */
export function oursIn(timescale: boolean): Ours {
  const internal = timescale ? ` and n.nspname !~ '^_timescaledb_'` : '';
  const schema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'${internal}`;
  const chunk = timescale
    ? ` and not exists (select from _timescaledb_catalog.chunk k where (k.schema_name, k.table_name) = (n.nspname, c.relname))`
    : '';
  const ofItself = (catalog: string, oid: string): string =>
    `not exists (select from pg_depend e where (e.classid, e.objid, e.deptype) = ('${catalog}'::regclass, ${oid}, 'e'))`;
  return {
    schema,
    relation: `${schema} and c.relpersistence <> 't'${chunk} and ${ofItself('pg_class', 'c.oid')}`,
    ofItself,
  };
}

export interface Ours {
  /** Of a schema `n`. */
  readonly schema: string;
  /** Of a relation `c` in it. */
  readonly relation: string;
  /** Of any object: that no extension brings it. */
  readonly ofItself: (catalog: string, oid: string) => string;
}
