/** What JSON can say. Numbers that JavaScript would change, such as large identifiers of points, are kept as they stand. */
export type Json = null | boolean | number | string | Exact | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** JSON as it stands: a number that is not one of JavaScript's, or a long list of numbers, which nobody looks into. */
export class Exact {
  constructor(readonly text: string) {}
}

const longList = 64;
const spaces = /[ \t\r\n]*/y;
const string = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const numbers = /\[-?\d[-+.eE\d,]*\]/y;

/** Throws SyntaxError where `text` is not JSON. */
export function parseJson(text: string): Json {
  let at = 0;
  const value = any();
  if (at < text.length) throw unexpected();
  return value;

  function any(): Json {
    take(spaces);
    const value = valueHere();
    take(spaces);
    return value;
  }

  function valueHere(): Json {
    switch (text[at]) {
      case '{':
        return object();
      case '[':
        return list();
      case '"':
        return stringHere();
      case 't':
        return word('true', true);
      case 'f':
        return word('false', false);
      case 'n':
        return word('null', null);
      default:
        return numberHere();
    }
  }

  function object(): JsonObject {
    const fields: Record<string, Json> = Object.create(null) as Record<string, Json>;
    at += 1;
    take(spaces);
    while (text[at] !== '}') {
      const name = stringHere();
      take(spaces);
      expect(':');
      fields[name] = any();
      if (text[at] !== '}') expect(',');
      take(spaces);
    }
    at += 1;
    return fields;
  }

  function list(): Json {
    const plain = take(numbers);
    if (plain !== undefined && plain.length >= longList) return new Exact(plain);
    at -= plain?.length ?? 0;
    const items: Json[] = [];
    at += 1;
    take(spaces);
    while (text[at] !== ']') {
      items.push(any());
      if (text[at] !== ']') expect(',');
    }
    at += 1;
    return items;
  }

  function stringHere(): string {
    const found = take(string);
    if (found === undefined) throw unexpected();
    return JSON.parse(found) as string;
  }

  function numberHere(): number | Exact {
    const found = take(number);
    if (found === undefined) throw unexpected();
    return String(Number(found)) === found ? Number(found) : new Exact(found);
  }

  function word<T extends Json>(name: string, value: T): T {
    if (!text.startsWith(name, at)) throw unexpected();
    at += name.length;
    return value;
  }

  function expect(character: string): void {
    if (text[at] !== character) throw unexpected();
    at += 1;
  }

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  }

  function unexpected(): SyntaxError {
    return new SyntaxError(at < text.length ? `unexpected ${JSON.stringify(text[at])} at ${at}` : 'unexpected end');
  }
}

/** The same text for the same value: without spaces, names in order. */
export function writeJson(value: Json): string {
  if (value instanceof Exact) return value.text;
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([name, field]) => (field === undefined ? [] : [[name, field] as const]));
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${writeJson(field)}`).join(',')}}`;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Exact);
}
