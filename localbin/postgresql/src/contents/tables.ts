import type { ContentEntry } from '@dust-workspace/component/hooks';
import { DatabaseError, escapeIdentifier, type Client } from 'pg';
import type { SpecialExtension } from '../specialExtension.js';
import { definitionText } from './definitionText.js';
import { isSpecial, oursIn } from './ours.js';
import { qualifiedName } from './qualifiedName.js';
import { readAndRelease } from './reading.js';
import { rowHash, type Column } from './rowHash.js';

/** A table with rows of its own, or in relations that belong to an extension (`spread`), or one that only has parts (`partitioned`), or rows elsewhere (`foreign`). */
export interface Table {
  readonly kind: 'table' | 'spread' | 'partitioned' | 'foreign';
  readonly schema: string;
  readonly name: string;
  /** What it is made of, as SQL prints it. */
  readonly shape: string;
  /** Those with a value of their own, in the order of their names: a restored table may have them in another. */
  readonly columns: readonly Column[];
  /** An extension's table, of which these rows belong to the database: `WHERE …`, or nothing for all. */
  readonly condition: string | null;
}

/** All tables whose rows a dump has. */
export async function listTables(client: Client, special: readonly SpecialExtension[]): Promise<Table[]> {
  const condition = `c.relkind in ('r', 'p', 'f') and (configured.oid is not null or ${oursIn(special).relation})`;
  return readAndRelease<Table>(client, tablesQuery(special, condition));
}

/** SQL for those tables `c`, in schema `n`, for which a condition holds. */
export function tablesQuery(special: readonly SpecialExtension[], condition: string): string {
  const spread = ['false', ...special.map(({ rowsElsewhere }) => rowsElsewhere)].join(' or ');
  return `
    with recursive base(type, oid) as (
      select oid, oid from pg_type where typtype <> 'd'
      union all select d.oid, base.oid from pg_type d join base on d.typbasetype = base.type where d.typtype = 'd'
    ), configured(oid, condition) as (
      select unnest(extconfig), unnest(extcondition) from pg_extension where not ${isSpecial(special)}
    )
    select case c.relkind when 'p' then 'partitioned' when 'f' then 'foreign' else case when ${spread} then 'spread' else 'table' end end as kind,
           n.nspname as schema, c.relname as name, condition,
           concat_ws(' ', case when c.relpersistence = 'u' then 'unlogged' end, parts.list, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
                     'inherits ' || (select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid),
                     case when c.relrowsecurity then 'row security' end, case when c.relforcerowsecurity then 'forced' end) as shape,
           coalesce(parts.columns, '[]') as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join configured on configured.oid = c.oid
    cross join lateral (
      select string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                                  case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end,
                                  case when a.attnotnull then 'not null' end, nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
                                  pg_get_expr(d.adbin, d.adrelid)), ', ' order by a.attname collate "C") as list,
             json_agg(json_build_object('name', a.attname, 'notNull', a.attnotnull, 'output', ${outputOf}) order by a.attname collate "C")
               filter (where a.attgenerated = '') as columns
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      join base on base.type = a.atttypid
      join pg_type b on b.oid = base.oid
      left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as parts
    where ${condition}
    order by 2, 3`;
}

/** Character types lose spaces by their cast, and what somebody made a cast to text for may lose anything. */
const outputOf = `
  case when b.oid in ('text'::regtype, 'varchar'::regtype) then '"none"'
       when b.oid = 'bpchar'::regtype or ((t.typtype <> 'd' or (b.typtype = 'b' and b.typcategory <> 'A')) and exists (
         select from pg_cast where (castsource, casttarget, castmethod) = (b.oid, 'text'::regtype, 'f') and pg_cast.oid >= 16384
       )) then json_build_object('function', b.typoutput::regproc::text)::text
       else '"cast"' end::json`;

/**
 * Takes the locks that keep what was begun from seeing tables emptied or remade, which transactions do not protect from. Where somebody waits for a
 * table already, nothing is awaited: behind him, who waits for pg_dump, who may wait for us. Returns the tables without a lock.
 */
export async function lockTables(client: Client, tables: readonly Table[]): Promise<Table[]> {
  const read = tables.filter(hasRows);
  const unlocked: Table[] = [];
  for (let index = 0; index < read.length; index += 100) {
    const some = read.slice(index, index + 100);
    if (await lock(client, some)) continue;
    for (const table of some) if (!(await lock(client, [table]))) unlocked.push(table);
  }
  return unlocked;
}

async function lock(client: Client, tables: readonly Table[]): Promise<boolean> {
  await client.query('savepoint locking');
  try {
    await client.query(`lock table ${tables.map(rowsOf).join(', ')} in access share mode nowait`);
    return true;
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== lockNotAvailable) throw error;
    await client.query('rollback to savepoint locking');
    return false;
  } finally {
    await client.query('release savepoint locking').catch(() => undefined);
  }
}

const lockNotAvailable = '55P03';

/** What is recorded of a table without its rows. Pure. */
export function tableEntry(database: string, { kind, schema, name, shape }: Table): ContentEntry {
  return {
    kind: kind === 'foreign' ? 'foreign table' : 'table',
    name: qualifiedName(database, schema, name),
    value: definitionText(shape),
  };
}

/** What is recorded of the rows of a table; nothing where it has none of its own. */
export async function readRows(client: Client, table: Table, digest: boolean): Promise<Pick<ContentEntry, 'count' | 'digest'>> {
  if (!hasRows(table)) return {};
  const [found] = await readAndRelease<{ count: string; digest?: string }>(client, rowsQuery(table, digest));
  return { ...found, count: Number(found?.count) };
}

function rowsQuery(table: Table, digest: boolean): string {
  const sum = digest ? `, coalesce(sum(${rowHash(table.columns)}), 0)::text as digest` : '';
  return `select count(*)${sum} from ${rowsOf(table)} as t ${table.condition ?? ''}`;
}

function hasRows({ kind }: Table): boolean {
  return kind === 'table' || kind === 'spread';
}

/** Its parts have rows of their own, but for those that belong to an extension. */
function rowsOf({ kind, schema, name }: Table): string {
  return `${kind === 'spread' ? '' : 'only '}${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
}
