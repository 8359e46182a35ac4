import { Writable } from 'node:stream';
import { entriesOf, hourOf, libraryName, type Counted, type SnapshotContents } from './contentEntries.js';
import { RdbCursor } from './rdb/rdbCursor.js';
import { UnknownPart } from './rdb/unknownPart.js';
import { walkSnapshot, type FieldExpiries, type SnapshotVisitor } from './rdb/walkSnapshot.js';

/**
 * Counts what is in a snapshot while it passes by, in next to no memory. It counts as a server that loads it at `now` would hold it: what has
 * expired by then is gone.
 */
export class SnapshotCount extends Writable implements SnapshotVisitor {
  readonly #cursor = new RdbCursor();
  readonly #walk = walkSnapshot(this.#cursor, this);
  readonly #counted = new Map<string, Counted & { count: number; earliest: number }>();
  readonly #libraries: string[] = [];
  #obstacle: string | undefined;

  constructor(readonly now: number) {
    super();
  }

  get contents(): SnapshotContents {
    if (this.#obstacle !== undefined) return { obstacle: this.#obstacle };
    const libraries = this.#libraries.map((name) => ({ name }));
    return { entries: entriesOf([...this.#counted.values()], libraries) };
  }

  key(database: number, expiry: number, fields: FieldExpiries | undefined): void {
    if (expiry !== -1 && expiry <= this.now) return;
    const last = fields === undefined ? -1 : this.#fields(database, expiry, fields);
    if (last !== undefined) this.#count('keys', database, sooner(expiry, last), 1);
  }

  library(code: string): void {
    this.#libraries.push(libraryName(code));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#obstacle === undefined) this.#read(chunk);
    done();
  }

  override _final(done: () => void): void {
    if (this.#obstacle === undefined && !this.#walk.next().done) this.#obstacle = 'no end';
    done();
  }

  #read(chunk: Buffer): void {
    this.#cursor.push(chunk);
    try {
      this.#walk.next();
    } catch (error) {
      if (!(error instanceof UnknownPart || error instanceof RangeError)) throw error;
      this.#obstacle = error.message;
    }
  }

  /** Counts the fields that expire; returns when the last does if there are no others, or undefined when all of them are gone. */
  #fields(database: number, expiry: number, fields: FieldExpiries): number | undefined {
    const alive = [...fields].filter(([due]) => due === -1 || due > this.now);
    if (alive.length === 0) return undefined;
    for (const [due, count] of alive) if (due !== -1) this.#count('fields', database, sooner(expiry, due), count);
    return fields.has(-1) ? -1 : Math.max(...alive.map(([due]) => due));
  }

  #count(kind: Counted['kind'], database: number, expiry: number, count: number): void {
    const hour = hourOf(expiry);
    const name = `${kind} ${database} ${hour}`;
    const counted = this.#counted.get(name);
    if (counted === undefined) {
      this.#counted.set(name, { kind, database, hour, earliest: expiry, count });
      return;
    }
    counted.count += count;
    counted.earliest = Math.min(counted.earliest, expiry);
  }
}

function sooner(a: number, b: number): number {
  if (a === -1) return b;
  return b === -1 ? a : Math.min(a, b);
}
