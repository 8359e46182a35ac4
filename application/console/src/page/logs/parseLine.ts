export const levels = ['error', 'warning', 'info', 'debug'] as const;
export type Level = (typeof levels)[number];

/** A line of a log as it is shown. */
export interface ParsedLine {
  readonly level: Level | undefined;
  /** Without colours of terminals; of a line of JSON its message. */
  readonly text: string;
  /** What else a line of JSON says. */
  readonly fields: string;
}

/** What a line says, and how grave it is. Pure. */
export function parseLine(line: string): ParsedLine {
  const text = line.replace(escapes, '');
  return parseJson(text) ?? { level: levelIn(text), text, fields: '' };
}

// eslint-disable-next-line no-control-regex -- these are what terminals are controlled by
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*(?:\u0007|\u001b\\)|[@-_])/g;

function parseJson(text: string): ParsedLine | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return undefined;
  }
  const fields = new Map(Object.entries(entry as Record<string, unknown>));
  const message = take(fields, 'msg', 'message', 'event');
  if (typeof message !== 'string') return undefined;
  const level = levelNamed(take(fields, 'level', 'severity', 'lvl', 'levelname'));
  take(fields, 'time', 'timestamp', 'ts', '@timestamp', 't');
  const rest = [...fields].map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ');
  return { level, text: message, fields: rest };
}

/** The first of some keys that is there, taken out. */
function take(fields: Map<string, unknown>, ...keys: readonly string[]): unknown {
  const key = keys.find((candidate) => fields.has(candidate));
  if (key === undefined) return undefined;
  const value = fields.get(key);
  fields.delete(key);
  return value;
}

/** Also the numbers of pino and bunyan. */
function levelNamed(level: unknown): Level | undefined {
  if (typeof level === 'number') return level >= 50 ? 'error' : level >= 40 ? 'warning' : level >= 30 ? 'info' : 'debug';
  return typeof level === 'string' ? levelOf(level.toUpperCase()) : undefined;
}

const word =
  /\b(EMERG|ALERT|CRITICAL|CRIT|FATAL|PANIC|ERROR|ERR|WARNING|WARN|NOTICE|INFO|LOG|DEBUG|TRACE)\b|\blevel=(\w+)|^\w*(?:Error|Exception): /;

/** The first word of a level in capitals near the beginning, `level=warn`, or the beginning of an exception. */
function levelIn(text: string): Level | undefined {
  const found = word.exec(text.slice(0, 160));
  if (found === null) return undefined;
  return levelOf((found[1] ?? found[2] ?? 'ERROR').toUpperCase());
}

function levelOf(name: string): Level | undefined {
  if (/^(EMERG|ALERT|CRIT|FATAL|PANIC|ERR)/.test(name)) return 'error';
  if (name.startsWith('WARN')) return 'warning';
  if (/^(NOTICE|INFO|LOG)$/.test(name)) return 'info';
  return /^(DEBUG|TRACE)$/.test(name) ? 'debug' : undefined;
}
