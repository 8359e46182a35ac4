import type { SetSummaryAnswer } from '../../api.js';

export type ProofKind = 'drilled' | 'verified' | 'none';

/** How well it is known that a component comes back out of a set. */
export interface Proof {
  readonly kind: ProofKind;
  readonly at: string | null;
  readonly text: string;
}

/** Of one component in a set, or without a name of all of them: the weakest counts. */
export function proofOf(
  { components, verified, drilled }: Pick<SetSummaryAnswer, 'components' | 'verified' | 'drilled'>,
  component?: string,
): Proof {
  const names = component === undefined ? components : [component];
  return (
    oldestOf(names, drilled, 'drilled') ??
    oldestOf(names, { ...drilled, ...verified }, 'verified') ?? { kind: 'none', at: null, text: 'not verified' }
  );
}

function oldestOf(names: readonly string[], stamps: Readonly<Record<string, string>>, kind: 'drilled' | 'verified'): Proof | undefined {
  const times = names.map((name) => stamps[name]);
  if (names.length === 0 || times.includes(undefined)) return undefined;
  return { kind, at: times.filter((time) => time !== undefined).sort()[0] ?? null, text: kind };
}
