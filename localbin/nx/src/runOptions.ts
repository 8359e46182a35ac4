import type { Diagnostic, Result } from '@dust-workspace/component';
import type { VariablesFormat } from '@dust-workspace/lifecycle';

/** What the command line adds to a verb. */
export interface RunOptions {
  readonly environment?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly set?: string;
  readonly force: boolean;
  readonly consistent: boolean;
  /** Whether digests of the contents are recorded, or compared. */
  readonly digest: boolean;
  readonly template?: string;
  readonly follow: boolean;
  readonly tail?: number;
  readonly format: VariablesFormat;
}

const envFormats = ['table', 'dotenv', 'json', 'shell'] as const satisfies readonly VariablesFormat[];

/**
 * The options of a run, from those that Nx gives to each of its tasks. Nx gives the flags of the command line only to the tasks that
 * were asked for, not to those they depend on; here a flag holds for all, so that `--dry-run` cannot start anything. Pure.
 */
export function readRunOptions(inputs: readonly Readonly<Record<string, unknown>>[]): Result<RunOptions> {
  const given = gather(inputs);
  const diagnostics = [...refused(given), ...contradictory(given)];
  const read = new Reader(given, diagnostics);
  const options: RunOptions = {
    ...read.text('env', 'environment'),
    ...read.text('set', 'set'),
    ...read.text('template', 'template'),
    ...read.count('tail'),
    dryRun: read.flag('dryRun'),
    json: read.flag('json'),
    yes: read.flag('yes'),
    force: read.flag('force'),
    consistent: read.flag('consistent'),
    digest: !read.denied('digest'),
    follow: read.flag('follow'),
    format: read.format(),
  };
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: options };
}

/** The values of each option, as the words that stood for them. */
type Given = ReadonlyMap<string, ReadonlySet<string>>;

function gather(inputs: readonly Readonly<Record<string, unknown>>[]): Given {
  const given = new Map<string, Set<string>>();
  for (const [key, value] of inputs.flatMap((input) => Object.entries(input))) {
    if (value === undefined) continue;
    const word = typeof value === 'string' ? value : JSON.stringify(value);
    given.set(key, (given.get(key) ?? new Set()).add(word));
  }
  return given;
}

/** What Nx adds by itself, and what targets carry for other reasons. */
const known = new Set([
  'verb',
  'contract',
  'env',
  'dryRun',
  'json',
  'yes',
  'set',
  'force',
  'consistent',
  'digest',
  'template',
  'follow',
  'tail',
  'format',
  'reveal',
  'verbose',
  '_',
]);

function refused(given: Given): Diagnostic[] {
  const strangers = [...given.keys()].filter((key) => !known.has(key) && !key.startsWith('__'));
  const unknown = strangers.map((key) => wrong('unknown-option', `unknown option --${dashed(key)}`, `Options are ${optionList}.`));
  if (!given.has('reveal')) return unknown;
  return [
    ...unknown,
    wrong('no-reveal', 'secrets are not shown through Nx, which keeps the output of its tasks', 'Run dsw env <component> --reveal.'),
  ];
}

const optionList = '--env, --dry-run, --json, --yes, --set, --force, --consistent, --no-digest, --template, --follow, --tail, --format';

function contradictory(given: Given): Diagnostic[] {
  return ['env', 'set', 'template']
    .filter((key) => (given.get(key)?.size ?? 0) > 1)
    .map((key) =>
      wrong('contradictory-options', `one run cannot have several values of --${key}: ${[...(given.get(key) ?? [])].join(', ')}`),
    );
}

class Reader {
  constructor(
    readonly given: Given,
    readonly diagnostics: Diagnostic[],
  ) {}

  flag(key: string): boolean {
    const values = this.#values(key);
    const wrongs = values.filter((value) => value !== 'true' && value !== 'false');
    this.diagnostics.push(...wrongs.map((value) => wrong('wrong-option', `--${dashed(key)} takes no value, found ${value}`)));
    return values.includes('true');
  }

  /** Whether it was given as `--no-…`. */
  denied(key: string): boolean {
    this.flag(key);
    return this.#values(key).includes('false');
  }

  /** A flag without a value is `true`. */
  text<Name extends string>(key: string, name: Name): Partial<Record<Name, string>> {
    const [value] = this.#values(key);
    if (value === undefined) return {};
    if (value !== '' && value !== 'true') return { [name]: value } as Record<Name, string>;
    this.diagnostics.push(wrong('wrong-option', `--${dashed(key)} needs a value`));
    return {};
  }

  count(key: 'tail'): { tail?: number } {
    const [value] = this.#values(key);
    if (value === undefined) return {};
    if (/^\d{1,9}$/.test(value)) return { [key]: Number(value) };
    this.diagnostics.push(wrong('wrong-option', `--${key} needs a number of lines, found ${value}`));
    return {};
  }

  format(): VariablesFormat {
    const [value = 'table'] = this.#values('format');
    const format = envFormats.find((candidate) => candidate === value);
    if (format === undefined) this.diagnostics.push(wrong('wrong-option', `--format is one of ${envFormats.join(', ')}, found ${value}`));
    return format ?? 'table';
  }

  #values(key: string): string[] {
    return [...(this.given.get(key) ?? [])];
  }
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function wrong(code: string, message: string, remedy?: string): Diagnostic {
  return { severity: 'error', code, message, ...(remedy === undefined ? {} : { remedy }) };
}
