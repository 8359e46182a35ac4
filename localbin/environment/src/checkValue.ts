import { parseDuration, unreachable, type Variable } from '@dust-workspace/component';

/** The value of a variable as hooks see it: numbers for port, integer, duration (ms) and size (bytes). */
export type TypedValue = string | number | boolean;

/** Converts text to the type that the manifest declares; undefined when it does not fit. */
export function typedValue(text: string, variable: Variable): TypedValue | undefined {
  switch (variable.type) {
    case 'string':
      return text;
    case 'url':
      return URL.canParse(text) ? text : undefined;
    case 'enum':
      return variable.values?.includes(text) === true ? text : undefined;
    case 'boolean':
      return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'port':
      return parsePort(text);
    case 'duration':
      return parseDuration(text);
    case 'size':
      return parseSize(text);
    default:
      return unreachable(variable.type);
  }
}

/** What a value of the variable must look like, for people. */
export function expectation(variable: Variable): string {
  switch (variable.type) {
    case 'string':
      return 'text';
    case 'url':
      return 'a URL';
    case 'enum':
      return `one of ${(variable.values ?? []).join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'port':
      return 'a port number from 1 to 65535';
    case 'duration':
      return 'a duration such as 500ms, 60s or 5m';
    case 'size':
      return 'a size such as 512KiB or 2GiB';
    default:
      return unreachable(variable.type);
  }
}

export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?I?B)$/i.exec(text);
  const unit = sizeUnits[match?.[2]?.toUpperCase() ?? ''];
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}
