import type { Client } from 'pg';

/** `databases.json` of a backup: which server it was, and what each dump is of. */
export interface DatabaseIndex {
  readonly format: 1;
  /** Major version of the server that was dumped. */
  readonly server: number;
  readonly databases: readonly DatabaseEntry[];
}

export interface DatabaseEntry {
  /** Name of the dump in the backup. */
  readonly file: string;
  readonly name: string;
  readonly owner: string;
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  readonly extensions: readonly Extension[];
}

export interface Extension {
  readonly name: string;
  readonly version: string;
  readonly schema: string;
}

/** The databases that a dump is made of: all but `template0`, and but those that a broken-off DROP DATABASE left behind. */
export async function readDatabases(client: Client): Promise<Omit<DatabaseEntry, 'file' | 'extensions'>[]> {
  const { rows } = await client.query<Omit<DatabaseEntry, 'file' | 'extensions'>>(
    `select datname as name, pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding,
            datcollate as collate, datctype as ctype
     from pg_database where datallowconn and datconnlimit <> -2 order by datname`,
  );
  return rows;
}

/** The extensions of the database that `client` is in. */
export async function readExtensions(client: Client): Promise<Extension[]> {
  const { rows } = await client.query<Extension>(
    `select extname as name, extversion as version, nspname as schema
     from pg_extension join pg_namespace on pg_namespace.oid = extnamespace order by extname`,
  );
  return rows;
}

/** About how many bytes the rows and large objects of the database that `client` is in are: indexes and the system's own tables are left out. */
export async function sizeOfRows(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `select sum(pg_table_size(c.oid)) as bytes
     from pg_class c where c.relkind = 'r' and (c.oid >= 16384 or c.oid = 'pg_largeobject'::regclass)`,
  );
  return Number(rows[0]?.bytes ?? 0);
}

export async function serverMajor(client: Client): Promise<number> {
  const { rows } = await client.query<{ major: number }>(`select current_setting('server_version_num')::int / 10000 as major`);
  return rows[0]?.major ?? 0;
}
