/** One figure beside what it is measured against. All times in milliseconds. */
export interface Comparison {
  readonly name: string;
  readonly measured: number;
  readonly baseline: { readonly name: string; readonly milliseconds: number };
  /** The promise: at most `factor` times the baseline plus `plus`. */
  readonly factor: number;
  readonly plus: number;
}

/** One line: what was measured, the ratio to its baseline, and whether the promise holds. */
export function renderComparison({ name, measured, baseline, factor, plus }: Comparison): string {
  const allowed = factor * baseline.milliseconds + plus;
  const promise = [`${factor} x`, ...(plus === 0 ? [] : [`+ ${plus} ms`])].join(' ');
  const ratio = (measured / baseline.milliseconds).toFixed(2);
  return [
    `${measured <= allowed ? 'holds ' : 'MISSED'}  ${name}: ${measured.toFixed(0)} ms`,
    `${ratio} x ${baseline.name} (${baseline.milliseconds.toFixed(0)} ms)`,
    `promised ${promise} = ${allowed.toFixed(0)} ms`,
  ].join(', ');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Medians of several ways to do something, taken in turns so that what disturbs the machine disturbs all of them. */
export async function medians<Name extends string>(
  times: number,
  ways: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < times; round++) for (const name of names) taken[name].push(await milliseconds(ways[name]));
  return Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>;
}

export async function milliseconds(body: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await body();
  return performance.now() - begun;
}
