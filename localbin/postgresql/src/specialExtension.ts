import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import type { Table } from './contents/tables.js';
import type { Extension } from './databases.js';

/**
 * An extension that keeps a database's data in tables of its own: its rows are in a dump, and only the version that made them understands them.
 * The conditions are SQL; they are asked of a schema `n` and a relation `c` in it, where the extension is installed.
 */
export interface SpecialExtension {
  readonly name: string;
  /** Whether a schema is the extension's own. */
  readonly ownSchema: string;
  /** Whether a relation elsewhere is the extension's own, and read through others. */
  readonly ownRelation: string;
  /** Whether a view is one that `read` lists. */
  readonly ownView: string;
  /** Whether the rows of a table lie in relations of the extension's own. */
  readonly rowsElsewhere: string;
  /** What it holds beside tables, views and the like of the database. Asked in the transaction in which all is read. */
  read(client: Client, database: string): Promise<SpecialContents>;
  /** Statements to run when the extension has been made and before the rest of a dump is restored, and after that. */
  readonly beforeRestore: string;
  readonly afterRestore: string;
}

export interface SpecialContents {
  readonly entries: readonly ContentEntry[];
  /** Those with rows to be counted. */
  readonly tables: readonly CountedTable[];
}

/** What is recorded of something, and the table where its rows are. */
export interface CountedTable {
  readonly entry: ContentEntry;
  readonly table: Table;
}

/** Those of them that a database has. Pure. */
export function specialAmong(special: readonly SpecialExtension[], extensions: readonly Extension[]): SpecialExtension[] {
  return special.filter(({ name }) => extensions.some((extension) => extension.name === name));
}
