import { fail, ok, problem, type Diagnostic, type Range, type Result } from '@dust-workspace/component';
import { emptyPolicy, periods, type Period, type Policy } from './policy.js';
import { isZero, parseSpan, type Span } from './span.js';

export const policyKeys = [...periods, 'within'] as const;
export type PolicyKey = (typeof policyKeys)[number];

/** One line of a policy as somebody wrote it. */
export interface PolicySetting {
  readonly text: string;
  /** For people: `--keep-daily`, `env/project.env`. */
  readonly origin: string;
  /** Where it stands in a file, where it does. */
  readonly place?: { readonly file: string; readonly range: Range };
}

export type PolicySettings = Readonly<Partial<Record<PolicyKey, PolicySetting>>>;

/** How a line of a policy is called in `env/project.env` and in the shell. */
export function policyVariable(key: PolicyKey): string {
  return `DSW_BACKUP_KEEP_${key.toUpperCase()}`;
}

/** The policy that the settings make together; all that is wrong with them otherwise. */
export function parsePolicy(settings: PolicySettings): Result<Policy> {
  const diagnostics: Diagnostic[] = [];
  const read = <T>(key: PolicyKey, fallback: T, parse: (text: string) => T | undefined): T => {
    const setting = settings[key];
    if (setting === undefined) return fallback;
    const value = parse(setting.text);
    if (value === undefined) diagnostics.push(wrong(key, setting));
    return value ?? fallback;
  };
  const counts = Object.fromEntries(periods.map((period) => [period, read(period, 0, parseCount)])) as Record<Period, number>;
  const within = read<Span | undefined>('within', undefined, parseSpan);
  if (diagnostics.length > 0) return fail(...diagnostics);
  return ok({ ...emptyPolicy, ...counts, within: within === undefined || isZero(within) ? undefined : within });
}

function parseCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function wrong(key: PolicyKey, { text, origin, place }: PolicySetting): Diagnostic {
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  const base =
    key === 'within'
      ? problem(
          'retention-policy',
          `${shown} is no length of time (${policyVariable(key)} from ${origin})`,
          'Write years, months, days and hours, as 1y5m7d2h.',
        )
      : problem('retention-policy', `${shown} is no number of sets (${policyVariable(key)} from ${origin})`, 'Write a whole number, as 7.');
  return place === undefined ? base : { ...base, ...place };
}
