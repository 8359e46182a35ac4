import { fail, nearMiss, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { configuredEnvironment, explainVariable, isConfigured, type Explanation } from '@dust-workspace/environment';
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
  // What was never prepared gets its values by the preparation.
  const isExpected = (name: string): boolean => {
    const component = base.catalog.components.get(name);
    return component !== undefined && isConfigured(base.catalog.root, configuredEnvironment(base.selection), component);
  };
  const without = explanations.filter(({ component, resolved: value }) => value === undefined && isExpected(component));
  const diagnostics = without.flatMap(({ component }) => resolved.get(component)?.diagnostics ?? []);
  return ok({ explanations, diagnostics: diagnostics.filter(({ message }) => message.includes(variable)) });
}
