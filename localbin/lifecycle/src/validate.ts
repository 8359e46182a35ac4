import type { Diagnostic } from '@dust-workspace/component';
import { checkDefinition } from '@dust-workspace/runtime';
import { redactDiagnostic } from './redactOutput.js';
import { resolveInstances } from './resolveInstances.js';
import type { Base } from './session.js';

/** Problems of the manifests of `names`, of their configuration and of their compose files, without secrets; of all when there are no names. */
export async function validate(base: Base, names: readonly string[]): Promise<Diagnostic[]> {
  const { catalog } = base;
  const resolved = await resolveInstances(base);
  const chosen = [...resolved.values()].filter(({ instance }) => names.length === 0 || names.includes(instance.component.name));
  const { redact } = base.redactor;
  const found = (await Promise.all(chosen.map(({ instance }) => checkDefinition(instance)))).flat();
  const definitions = found.map((diagnostic) => redactDiagnostic(diagnostic, redact));
  if (names.length === 0) return [...catalog.diagnostics, ...definitions];
  const roots = [...catalog.components.values(), ...catalog.disabled].flatMap(({ name, root }) =>
    names.includes(name) ? [`${root}/`] : [],
  );
  const own = catalog.diagnostics.filter(({ file }) => roots.some((root) => file?.startsWith(root) === true));
  const disabled = catalog.disabled.filter(({ name }) => names.includes(name)).flatMap(({ diagnostics }) => diagnostics);
  return [...new Set([...own, ...disabled]), ...definitions];
}
