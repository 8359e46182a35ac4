/** What a line of JSON says that a program logged. */
export interface StructuredLine {
  readonly level?: string;
  readonly message: string;
  /** All the rest of it. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Traces of errors, which have lines of their own. */
  readonly traces: readonly string[];
}

/** A line as pino, zap, slog, structlog, Python's JSON formatters and their like write it; nothing where it is something else. `isTimed`: its time was understood. Pure. */
export function structuredLine(text: string, isTimed: boolean): StructuredLine | undefined {
  const object = objectOf(text);
  if (object === undefined) return undefined;
  const [messageKey, levelKey] = [keyOf(object, messageKeys), keyOf(object, levelKeys)];
  // Other things are printed as JSON, too.
  if (messageKey === undefined || typeof object[messageKey] !== 'string') return undefined;
  const level = levelKey === undefined ? undefined : levelOf(object[levelKey]);
  if (level === undefined && !isTimed) return undefined;
  const told = new Set([messageKey, ...(level === undefined ? [] : [levelKey]), ...(isTimed ? timeKeys : [])]);
  const noise = typeof object[levelKey ?? ''] === 'number' ? pinoNoise : [];
  const rest = Object.entries(object).filter(([key]) => !told.has(key) && !noise.includes(key));
  const traces = rest.flatMap(([, value]) => traceOf(value));
  const fields = Object.fromEntries(rest.flatMap(([key, value]) => withoutTrace(key, value)));
  return { ...(level === undefined ? {} : { level }), message: object[messageKey], fields, traces };
}

type Fields = Readonly<Record<string, unknown>>;

const messageKeys = ['msg', 'message', 'event', 'text', '@m', 'short_message'];
const levelKeys = ['level', 'severity', 'lvl', 'levelname', 'log.level', '@l', 'level_name'];
const timeKeys = ['time', 'timestamp', 'ts', '@timestamp', 'asctime', 'datetime', 'date', 't', '@t'];
/** Every line of pino holds them. */
const pinoNoise = ['pid', 'hostname', 'v'];

/** The fields of a line, where it is an object in JSON. */
export function objectOf(text: string): Fields | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  try {
    return JSON.parse(trimmed) as Fields;
  } catch {
    return undefined;
  }
}

function keyOf(object: Fields, keys: readonly string[]): string | undefined {
  return keys.find((key) => Object.hasOwn(object, key));
}

/** `info`; pino has numbers. */
function levelOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value.toLowerCase();
  if (typeof value !== 'number') return undefined;
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  return names[Math.max(0, Math.min(names.length, Math.floor(value / 10)) - 1)];
}

/** A text of several lines, or the stack of an error. */
function traceOf(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('\n') ? [value] : [];
  const stack = stackOf(value);
  return stack === undefined ? [] : [stack];
}

function withoutTrace(key: string, value: unknown): (readonly [string, unknown])[] {
  if (typeof value === 'string' && value.includes('\n')) return [];
  if (stackOf(value) === undefined) return [[key, value]];
  const { stack: _stack, message: _message, type: _type, name: _name, ...rest } = value as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? [] : [[key, rest]];
}

function stackOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('stack' in value)) return undefined;
  return typeof value.stack === 'string' && value.stack !== '' ? value.stack : undefined;
}
