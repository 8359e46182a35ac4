/** `DUST_FRONT` for `dust-front`: what variables of a component begin with that the workspace knows by their name, such as its ports. */
export function variablePrefix(component: string): string {
  return component.toUpperCase().replaceAll('-', '_');
}
