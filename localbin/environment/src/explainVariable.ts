import type { Variable } from '@dust-workspace/component';
import { declarationOf, isHostOfPort, variablesOf } from './declarations.js';
import { parseReferences } from './references.js';
import type { ComponentVariables, ResolvedVariable, ResolveInput } from './resolveVariables.js';
import { originOf, settersOf, type Origin } from './setters.js';

/** What one component makes of a name. */
export interface Explanation {
  readonly component: string;
  readonly declared:
    | { readonly kind: 'variable'; readonly variable: Variable }
    | { readonly kind: 'port'; readonly inside: number }
    | { readonly kind: 'host' };
  /** Absent when it has no value, or none that can be used. */
  readonly resolved?: ResolvedVariable;
  /** Layers that set it, the winner first: also where what they set cannot be used. */
  readonly setBy: readonly Origin[];
  /** What the value that won refers to: `NAME` or `component.NAME`. */
  readonly references: readonly string[];
}

/** Every component that has a variable, a port or the host of a port of this name, and what it is there. Pure. */
export function explainVariable(name: string, input: ResolveInput, resolved: ReadonlyMap<string, ComponentVariables>): Explanation[] {
  return [...input.catalog.components.values()].flatMap((component): Explanation[] => {
    const declared = declaredAs(name, component);
    if (declared === undefined) return [];
    const setters = declared.kind === 'host' ? [] : settersOf(input.layers.get(component.name)?.layers ?? [], name);
    const value = resolved.get(component.name)?.variables.get(name);
    const references = parseReferences(setters[0]?.entry.value ?? '').flatMap((piece) =>
      piece.kind === 'reference' ? [piece.component === undefined ? piece.name : `${piece.component}.${piece.name}`] : [],
    );
    return [
      {
        component: component.name,
        declared,
        ...(value === undefined ? {} : { resolved: value }),
        setBy: setters.map(originOf),
        references: [...new Set(references)],
      },
    ];
  });
}

function declaredAs(name: string, component: Parameters<typeof declarationOf>[0]): Explanation['declared'] | undefined {
  // What people type may be the name of something that every object has.
  if (!variablesOf(component).includes(name)) return undefined;
  const inside = component.manifest.ports[name];
  if (inside !== undefined) return { kind: 'port', inside };
  const variable = declarationOf(component, name);
  if (variable !== undefined) return { kind: 'variable', variable };
  return isHostOfPort(component, name) ? { kind: 'host' } : undefined;
}
