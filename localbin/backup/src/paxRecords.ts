import { TarFormatError } from './tarEntry.js';

/**
 * The body of an extended header (POSIX.1-2017, pax, "pax Extended Header"): `<length> <key>=<value>\n`, the length counting all of itself.
 * Strings hold one byte a character, so that a value may be any bytes, newlines included.
 */
export function encodePax(records: ReadonlyMap<string, string>): string {
  return [...records].map(([key, value]) => encodeRecord(key, value)).join('');
}

/** Throws TarFormatError for anything that `encodePax` and its like do not write. */
export function decodePax(body: string): Map<string, string> {
  const records = new Map<string, string>();
  let rest = body;
  while (rest !== '') {
    const match = /^([1-9]\d{0,8}) /.exec(rest);
    const length = Number(match?.[1]);
    const record = rest.slice(0, length);
    const equals = record.indexOf('=');
    if (match === null || record.length !== length || !record.endsWith('\n') || equals <= match[0].length)
      throw new TarFormatError('malformed extended header');
    records.set(record.slice(match[0].length, equals), record.slice(equals + 1, -1));
    rest = rest.slice(length);
  }
  return records;
}

function encodeRecord(key: string, value: string): string {
  const tail = ` ${key}=${value}\n`;
  let length = tail.length + 1;
  while (`${length}${tail}`.length !== length) length = `${length}${tail}`.length;
  return `${length}${tail}`;
}
