import { fail, nearMiss, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { explainVariable, type Explanation } from '@dust-workspace/environment';
import { resolveAll } from '../resolveAll.js';
import type { Base } from '../session.js';

export interface Explained {
  readonly explanations: readonly Explanation[];
  /** Problems of the components that have the variable, of which some may be why it has no value. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What each component makes of a variable. Fails when none knows it. */
export async function explain(base: Base, variable: string): Promise<Result<Explained>> {
  const { input, resolved } = await resolveAll(base);
  const explanations = explainVariable(variable, input, resolved);
  if (explanations.length === 0) {
    const known = [...base.catalog.components.values()].flatMap(({ manifest }) => [
      ...Object.keys(manifest.env),
      ...Object.keys(manifest.ports),
    ]);
    const near = nearMiss(variable, known);
    const remedy = near === undefined ? 'dsw env <component> shows those of a component.' : `Did you mean ${near}?`;
    return fail(problem('unknown-variable', `no component has a variable ${JSON.stringify(variable)}`, remedy));
  }
  const without = explanations.filter((explanation) => explanation.resolved === undefined);
  const diagnostics = without.flatMap(({ component }) => resolved.get(component)?.diagnostics ?? []);
  return ok({ explanations, diagnostics: diagnostics.filter(({ message }) => message.includes(variable)) });
}
