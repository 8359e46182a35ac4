import { fail, namePattern, nearMiss, ok, problem, type Catalog, type Diagnostic, type Result } from '@dust-workspace/component';

/** Names that are no component, as diagnostics with a suggestion. A disabled component gives its own. Pure. */
export function checkNames({ components, disabled }: Catalog, names: readonly string[]): Result<void> {
  const diagnostics = names.flatMap((name): readonly Diagnostic[] => {
    if (components.has(name)) return [];
    const broken = disabled.find((other) => other.name === name);
    return broken?.diagnostics ?? [unknown(name, components.keys())];
  });
  return diagnostics.length === 0 ? ok() : fail(...diagnostics);
}

function unknown(name: string, known: Iterable<string>): Diagnostic {
  const near = nearMiss(name, known);
  const message = `there is no component ${namePattern.test(name) ? name : JSON.stringify(name)}`;
  return problem('unknown-component', message, near === undefined ? 'dsw status lists them.' : `Did you mean ${near}?`);
}
