import { variablePrefix, type Component, type Variable } from '@dust-workspace/component';

/** The variable that replaces the image of a component's container: `DUST_FRONT_IMAGE` for `dust-front`. */
export function imageVariable(componentName: string): string {
  return `${variablePrefix(componentName)}_IMAGE`;
}

/** What the workspace declares for every component that can be a container, unless the manifest declares that variable itself. */
export const imageDeclaration: Variable = {
  type: 'string',
  secret: false,
  optional: true,
  description: 'The image to run instead of the one in the compose file',
};

/** Whether `variable` is the image of this component, as the workspace declares it. */
export function isImageOf({ name, manifest }: Component, variable: string): boolean {
  if (manifest.runtimes.compose === undefined || !variable.endsWith('_IMAGE') || variable in manifest.env) return false;
  return variable === imageVariable(name);
}
