import { variablePrefix } from '@dust-workspace/component';

/**
 * The name under which a variable of a component is known to Compose: two components may hold different values of one name.
 * Names of components hold no underscores and no double dashes, so that no two pairs have the same name.
 */
export function scopedName(component: string, variable: string): string {
  return `DSW_${variablePrefix(component)}__${variable}`;
}

/** The variables of a component as they are given to Compose. */
export function scopedValues(component: string, variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [scopedName(component, name), value]));
}

/** The name that a volume, config, secret or network of a component's file has among those of all. Keys that begin with `x-` mean nothing to Compose. */
export function scopedResource(component: string, name: string): string {
  return `${component.startsWith('x-') ? '_' : ''}${component}_${name}`;
}
