import type { Diagnostic, Result } from '@dust-workspace/component';

/** What the command line adds to a verb. */
export interface RunOptions {
  readonly environment?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly set?: string;
  readonly follow: boolean;
  readonly tail?: number;
  readonly format: EnvFormat;
}

export const envFormats = ['table', 'dotenv', 'json', 'shell'] as const;
export type EnvFormat = (typeof envFormats)[number];

/**
 * The options of a run, from those that Nx gives to each of its tasks. Nx gives the flags of the command line only to the tasks that
 * were asked for, not to those they depend on; here a flag holds for all, so that `--dry-run` cannot start anything. Pure.
 */
export function readRunOptions(inputs: readonly Readonly<Record<string, unknown>>[]): Result<RunOptions> {
  const given = new Map<string, Set<unknown>>();
  for (const input of inputs)
    for (const [key, value] of Object.entries(input)) if (value !== undefined) given.set(key, (given.get(key) ?? new Set()).add(value));
  const diagnostics = [...refused(given), ...contradictory(given)];
  const read = new Reader(given, diagnostics);
  const options: RunOptions = {
    ...read.text('env', 'environment'),
    ...read.text('set', 'set'),
    ...read.count('tail'),
    dryRun: read.flag('dryRun'),
    json: read.flag('json'),
    yes: read.flag('yes'),
    follow: read.flag('follow'),
    format: read.format(),
  };
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: options };
}

type Given = ReadonlyMap<string, ReadonlySet<unknown>>;

/** What Nx adds by itself, and what targets carry for other reasons. */
const known = new Set(['verb', 'contract', 'env', 'dryRun', 'json', 'yes', 'set', 'follow', 'tail', 'format', 'reveal', 'verbose', '_']);

function refused(given: Given): Diagnostic[] {
  const strangers = [...given.keys()].filter((key) => !known.has(key) && !key.startsWith('__'));
  const unknown = strangers.map((key) => wrong('unknown-option', `unknown option --${dashed(key)}`, `Options are ${optionList}.`));
  if (!given.has('reveal')) return unknown;
  return [...unknown, wrong('no-reveal', 'secrets are not shown through Nx, which keeps the output of its tasks', 'Run dsw env <component> --reveal.')];
}

const optionList = '--env, --dry-run, --json, --yes, --set, --follow, --tail, --format';

function contradictory(given: Given): Diagnostic[] {
  return ['env', 'set']
    .filter((key) => (given.get(key)?.size ?? 0) > 1)
    .map((key) => wrong('contradictory-options', `one run cannot have several values of --${key}: ${[...(given.get(key) ?? [])].join(', ')}`));
}

class Reader {
  constructor(
    readonly given: Given,
    readonly diagnostics: Diagnostic[],
  ) {}

  flag(key: string): boolean {
    const values = [...(this.given.get(key) ?? [])];
    for (const value of values)
      if (![true, false, 'true', 'false'].includes(value as boolean))
        this.diagnostics.push(wrong('wrong-option', `--${dashed(key)} takes no value, found ${String(value)}`));
    return values.some((value) => value === true || value === 'true');
  }

  text<Name extends string>(key: string, name: Name): Partial<Record<Name, string>> {
    const [value] = this.given.get(key) ?? [];
    if (value === undefined) return {};
    if (typeof value === 'string' && value !== '') return { [name]: value } as Partial<Record<Name, string>>;
    if (typeof value === 'number') return { [name]: String(value) } as Partial<Record<Name, string>>;
    this.diagnostics.push(wrong('wrong-option', `--${dashed(key)} needs a value`));
    return {};
  }

  count(key: 'tail'): { tail?: number } {
    const [value] = this.given.get(key) ?? [];
    if (value === undefined) return {};
    const number = typeof value === 'boolean' || value === '' ? Number.NaN : Number(value);
    if (Number.isInteger(number) && number >= 0) return { tail: number };
    this.diagnostics.push(wrong('wrong-option', `--${key} needs a number of lines, found ${String(value)}`));
    return {};
  }

  format(): EnvFormat {
    const [value = 'table'] = this.given.get('format') ?? [];
    const format = envFormats.find((candidate) => candidate === value);
    if (format === undefined) this.diagnostics.push(wrong('wrong-option', `--format is one of ${envFormats.join(', ')}, found ${String(value)}`));
    return format ?? 'table';
  }
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function wrong(code: string, message: string, remedy?: string): Diagnostic {
  return { severity: 'error', code, message, ...(remedy === undefined ? {} : { remedy }) };
}
