import { listpackNumbers } from './listpackNumbers.js';
import type { RdbCursor, Step } from './rdbCursor.js';
import { UnknownPart } from './unknownPart.js';

/** What is told of a snapshot. Times are in milliseconds since 1970, and -1 is none. */
export interface SnapshotVisitor {
  key(database: number, expiry: number, fields: FieldExpiries | undefined): void;
  library(code: string): void;
}

/** The fields of a hash some of which have a time to live of their own: how many, by expiry. */
export type FieldExpiries = ReadonlyMap<number, number>;

/**
 * Goes through a snapshot (RDB) and tells of the keys in it, without regard to what they hold. Written from `rdb.h` and `rdb.c` of Redis 6.2 to
 * 8.0 and Valkey 7.2 and 8; ends with `UnknownPart` at what other versions have added.
 */
export function* walkSnapshot(cursor: RdbCursor, visitor: SnapshotVisitor): Step<void> {
  const magic = (yield* cursor.bytes(9)).toString('latin1');
  if (!/^(REDIS|VALKEY)\d+$/.test(magic)) throw new UnknownPart(`the beginning ${JSON.stringify(magic)}`);
  let database = 0;
  let expiry = -1;
  for (;;) {
    const kind = yield* cursor.byte();
    switch (kind) {
      case 255:
        return;
      case 254:
        database = yield* cursor.length();
        break;
      case 253:
        expiry = (yield* cursor.bytes(4)).readInt32LE() * 1000;
        break;
      case 252:
        expiry = Number((yield* cursor.bytes(8)).readBigInt64LE());
        break;
      case 251:
        yield* skipLengths(cursor, 2);
        break;
      case 250:
        yield* skipStrings(cursor, 2);
        break;
      case 249:
        yield* cursor.skip(1);
        break;
      case 248:
        yield* cursor.length();
        break;
      case 247:
        yield* skipLengths(cursor, 3);
        yield* skipModule(cursor);
        break;
      case 245:
        visitor.library((yield* cursor.string()).toString());
        break;
      case 244:
        yield* skipLengths(cursor, 3);
        break;
      default:
        yield* cursor.skipString();
        visitor.key(database, expiry, yield* value(cursor, kind));
        expiry = -1;
    }
  }
}

/** Of a hash whose fields expire it returns when they do. */
function* value(cursor: RdbCursor, type: number): Step<FieldExpiries | undefined> {
  switch (type) {
    // A string, or a small collection in one.
    case 0:
    case 9:
    case 10:
    case 11:
    case 12:
    case 13:
    case 16:
    case 17:
    case 20:
      yield* cursor.skipString();
      return undefined;
    // List, set, list in pieces.
    case 1:
    case 2:
    case 14:
      yield* skipStrings(cursor, yield* cursor.length());
      return undefined;
    case 4:
      yield* skipStrings(cursor, 2 * (yield* cursor.length()));
      return undefined;
    case 3:
      for (let left = yield* cursor.length(); left > 0; left--) {
        yield* cursor.skipString();
        const digits = yield* cursor.byte();
        yield* cursor.skip(digits > 252 ? 0 : digits);
      }
      return undefined;
    case 5:
      for (let left = yield* cursor.length(); left > 0; left--) {
        yield* cursor.skipString();
        yield* cursor.skip(8);
      }
      return undefined;
    case 7:
      yield* cursor.length();
      yield* skipModule(cursor);
      return undefined;
    case 18:
      for (let left = yield* cursor.length(); left > 0; left--) {
        yield* cursor.length();
        yield* cursor.skipString();
      }
      return undefined;
    case 15:
    case 19:
    case 21:
      yield* skipStream(cursor, type);
      return undefined;
    case 24:
      return yield* hashOfFields(cursor);
    case 25:
      return yield* hashInOne(cursor);
    default:
      throw new UnknownPart(`a value of type ${type}`);
  }
}

function* skipStrings(cursor: RdbCursor, count: number): Step<void> {
  for (let left = count; left > 0; left--) yield* cursor.skipString();
}

function* skipLengths(cursor: RdbCursor, count: number): Step<void> {
  for (let left = count; left > 0; left--) yield* cursor.length();
}

/** Type 19 has counters more than 15, and 21 the time at which a consumer was last active. */
function* skipStream(cursor: RdbCursor, type: number): Step<void> {
  yield* skipStrings(cursor, 2 * (yield* cursor.length()));
  yield* skipLengths(cursor, type === 15 ? 3 : 8);
  for (let groups = yield* cursor.length(); groups > 0; groups--) {
    yield* cursor.skipString();
    yield* skipLengths(cursor, type === 15 ? 2 : 3);
    for (let pending = yield* cursor.length(); pending > 0; pending--) {
      yield* cursor.skip(16 + 8);
      yield* cursor.length();
    }
    for (let consumers = yield* cursor.length(); consumers > 0; consumers--) {
      yield* cursor.skipString();
      yield* cursor.skip(type === 21 ? 16 : 8);
      yield* cursor.skip(16 * (yield* cursor.length()));
    }
  }
}

function* skipModule(cursor: RdbCursor): Step<void> {
  for (;;) {
    const kind = yield* cursor.length();
    switch (kind) {
      case 0:
        return;
      case 1:
      case 2:
        yield* cursor.length();
        break;
      case 3:
        yield* cursor.skip(4);
        break;
      case 4:
        yield* cursor.skip(8);
        break;
      case 5:
        yield* cursor.skipString();
        break;
      default:
        throw new UnknownPart(`a part of a module's value of kind ${kind}`);
    }
  }
}

/** Times are counted from the earliest of them, which is 1; 0 is none. */
function* hashOfFields(cursor: RdbCursor): Step<FieldExpiries> {
  const earliest = Number((yield* cursor.bytes(8)).readBigInt64LE());
  const result = new Map<number, number>();
  for (let left = yield* cursor.length(); left > 0; left--) {
    const since = yield* cursor.length();
    yield* skipStrings(cursor, 2);
    count(result, since === 0 ? -1 : earliest + since - 1);
  }
  return result;
}

/** Field, value and time by turns; 0 is none. */
function* hashInOne(cursor: RdbCursor): Step<FieldExpiries> {
  yield* cursor.skip(8);
  const result = new Map<number, number>();
  const elements = listpackNumbers(yield* cursor.string());
  for (let i = 2; i < elements.length; i += 3) count(result, elements[i] === 0 ? -1 : (elements[i] ?? -1));
  return result;
}

function count(counts: Map<number, number>, expiry: number): void {
  counts.set(expiry, (counts.get(expiry) ?? 0) + 1);
}
