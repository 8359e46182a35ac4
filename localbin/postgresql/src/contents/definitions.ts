import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import type { SpecialExtension } from '../specialExtension.js';
import { definitionText, queryText } from './definitionText.js';
import { isSpecial, oursIn, type Ours } from './ours.js';
import { qualifiedName } from './qualifiedName.js';
import { readAllAndRelease } from './reading.js';

/** Everything of a database that is neither rows nor positions, by name and definition. Of a materialized view, restoring which makes it anew, no rows. */
export async function readDefinitions(client: Client, database: string, special: readonly SpecialExtension[]): Promise<ContentEntry[]> {
  const queries = Object.entries(queriesOf(oursIn(special), special));
  const found = await readAllAndRelease<Definition>(
    client,
    queries.map(([, sql]) => sql),
  );
  return queries.flatMap(([kind], index) => (found[index] ?? []).map((definition) => definitionEntry(kind, database, definition)));
}

function definitionEntry(kind: string, database: string, { path, suffix, definition }: Definition): ContentEntry {
  const textOf = isQuery(kind) ? queryText : definitionText;
  return { kind, name: `${qualifiedName(database, ...path)}${suffix ?? ''}`, value: textOf(definition ?? '') };
}

interface Definition {
  readonly path: readonly string[];
  /** Of the name, as it is. */
  readonly suffix?: string;
  readonly definition: string | null;
}

function isQuery(kind: string): boolean {
  return kind === 'view' || kind === 'materialized view' || kind === 'rule';
}

function queriesOf(ours: Ours, special: readonly SpecialExtension[]): Record<string, string> {
  const relations = `pg_class c join pg_namespace n on n.oid = c.relnamespace`;
  return {
    // A dump does not say which version; a special one is restored as it was.
    extension: `
      select array[extname::text] as path,
             concat_ws(' ', 'schema', quote_ident(nspname), case when ${isSpecial(special)} then 'version ' || extversion end) as definition
      from pg_extension join pg_namespace on pg_namespace.oid = extnamespace`,
    type: `
      select array[n.nspname, t.typname]::text[] as path,
             concat_ws(' ', t.typtype, case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end, case when t.typnotnull then 'not null' end,
                       t.typdefault, format_type(r.rngsubtype, null),
                       (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid),
                       (select string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
                        from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped)) as definition
      from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_range r on r.rngtypid = t.oid
      where (t.typtype in ('d', 'e', 'r') or (t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')))
        and ${ours.schema} and ${ours.ofItself('pg_type', 't.oid')}`,
    function: `
      select array[n.nspname, p.proname]::text[] as path, '(' || pg_get_function_identity_arguments(p.oid) || ')' as suffix,
             case when p.prokind <> 'a' then pg_get_functiondef(p.oid)
                  else (select concat_ws(' ', aggkind, aggtransfn, aggfinalfn, aggcombinefn, format_type(aggtranstype, null), quote_nullable(agginitval))
                        from pg_aggregate where aggfnoid = p.oid) end as definition
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours.schema} and ${ours.ofItself('pg_proc', 'p.oid')}`,
    view: `
      select array[n.nspname, c.relname]::text[] as path, ${viewDefinition} as definition
      from ${relations} where c.relkind = 'v' and ${ours.relation}${special.map(({ ownView }) => ` and not (${ownView})`).join('')}`,
    'materialized view': `
      select array[n.nspname, c.relname]::text[] as path, ${viewDefinition} as definition
      from ${relations} where c.relkind = 'm' and ${ours.relation}`,
    rule: `
      select array[n.nspname, c.relname, w.rulename]::text[] as path, concat_ws(' ', w.ev_enabled, pg_get_ruledef(w.oid)) as definition
      from pg_rewrite w join ${relations} on c.oid = w.ev_class
      where w.rulename <> '_RETURN' and ${ours.relation}`,
    // A dump leaves out those that are not valid.
    index: `
      select array[n.nspname, i.relname]::text[] as path, pg_get_indexdef(i.oid) as definition
      from pg_index x join pg_class i on i.oid = x.indexrelid join ${relations} on c.oid = x.indrelid
      where (x.indisvalid or c.relkind = 'p') and x.indisready and c.relkind in ('r', 'p', 'm') and ${ours.relation}`,
    // Parts of a foreign key that lie in parts of a table have names of the server's making. From PostgreSQL 18 on NOT NULL is one too.
    constraint: `
      select array[n.nspname, c.relname, k.conname]::text[] as path, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join ${relations} on c.oid = k.conrelid
      where k.contype not in ('n', 't') and not (k.contype = 'f' and k.conparentid <> 0) and ${ours.relation}
      union all
      select array[n.nspname, t.typname, k.conname]::text[], pg_get_constraintdef(k.oid)
      from pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace
      where k.contype <> 'n' and ${ours.schema} and ${ours.ofItself('pg_type', 't.oid')}`,
    trigger: `
      select array[n.nspname, c.relname, g.tgname]::text[] as path, concat_ws(' ', g.tgenabled, pg_get_triggerdef(g.oid)) as definition
      from pg_trigger g join ${relations} on c.oid = g.tgrelid
      where not g.tgisinternal and g.tgparentid = 0 and ${ours.relation}`,
    'event trigger': `
      select array[evtname::text] as path, concat_ws(' ', evtevent, evtenabled, evttags, evtfoid::regprocedure) as definition
      from pg_event_trigger v where ${ours.ofItself('pg_event_trigger', 'v.oid')}`,
    policy: `
      select array[n.nspname, c.relname, y.polname]::text[] as path,
             concat_ws(' ', y.polcmd, case when y.polpermissive then 'permissive' else 'restrictive' end,
                       (select string_agg(quote_ident(rolname), ', ' order by rolname) from pg_roles where oid = any (y.polroles)),
                       'using ' || pg_get_expr(y.polqual, y.polrelid), 'check ' || pg_get_expr(y.polwithcheck, y.polrelid)) as definition
      from pg_policy y join ${relations} on c.oid = y.polrelid
      where ${ours.relation}`,
  };
}

/** With the columns that it reads, since their tables' names are left out of the text. */
const viewDefinition = `
  concat_ws(' ', pg_get_viewdef(c.oid), c.reloptions, case when c.relkind = 'm' and not c.relispopulated then 'with no data' end,
            (select string_agg(used.name, ' ' order by used.name collate "C")
             from (select distinct quote_literal(concat_ws('.', d.refobjid::regclass, a.attname)) as name
                   from pg_rewrite w
                   join pg_depend d on (d.classid, d.objid, d.refclassid) = ('pg_rewrite'::regclass, w.oid, 'pg_class'::regclass) and d.refobjid <> c.oid
                   left join pg_attribute a on (a.attrelid, a.attnum) = (d.refobjid, d.refobjsubid) and a.attnum > 0
                   where w.ev_class = c.oid) as used))`;
