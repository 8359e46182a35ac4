import type { Explanation } from '@dust-workspace/environment';

/** What a variable is in each component, for other programs. A secret is not among the values unless it is revealed. */
export function explanationsAsJson(explanations: readonly Explanation[], reveal: boolean): readonly unknown[] {
  return explanations.map(({ component, declared, resolved, setBy, references }) => ({
    component,
    declared: declared.kind,
    secret: resolved?.secret ?? false,
    value: resolved === undefined || (resolved.secret && !reveal) ? null : resolved.value,
    from: resolved?.origin ?? null,
    setBy,
    references,
  }));
}
