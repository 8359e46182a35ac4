import { join } from 'node:path';
import { variablePrefix, type Component, type Variable } from '@dust-workspace/component';

/** The variable that holds the folder of a component's checkout: `DUST_SOURCE` for `dust-source`. Whoever sets it uses a checkout of their own. */
export function checkoutVariable(componentName: string): string {
  return variablePrefix(componentName);
}

/** What the workspace declares for every component that is a checkout. */
export const checkoutDeclaration: Variable = {
  type: 'string',
  secret: false,
  optional: false,
  description: 'The folder of the checkout; set it to use one of your own, whose files and commits are never changed',
};

/** Whether `variable` is the folder of this component's checkout. */
export function isCheckoutOf({ name, manifest }: Component, variable: string): boolean {
  return manifest.source !== undefined && variable === checkoutVariable(name);
}

/** Where the checkout of an environment lies unless somebody says otherwise. Absolute. */
export function checkoutFolder(componentDirectory: string, environment: string): string {
  return join(componentDirectory, 'checkout', environment);
}
