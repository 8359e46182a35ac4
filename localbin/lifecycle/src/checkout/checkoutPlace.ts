import { join } from 'node:path';
import { checkoutVariable } from '@dust-workspace/environment';
import type { CheckoutPlace } from '@dust-workspace/runtime';
import { withVariables } from '../hookSources.js';
import type { ResolvedInstance } from '../resolveInstances.js';

/** Where the checkout of a component lies and what it is to be, if the component is one. Whoever sets its folder has one of their own. */
export function checkoutPlace(
  { instance, variables }: ResolvedInstance,
  world: Pick<CheckoutPlace, 'processEnv' | 'signal' | 'onProgress'>,
): CheckoutPlace | undefined {
  const { component, variables: values } = instance;
  const { source } = component.manifest;
  const variable = checkoutVariable(component.name);
  const folder = values[variable];
  if (source === undefined || folder === undefined) return undefined;
  return {
    ...world,
    repository: withVariables(source.repository, values),
    commit: withVariables(source.commit, values),
    folder,
    store: storeFolder(component.directory),
    own: variables.variables.get(variable)?.origin.layer !== 'manifest',
  };
}

/** The bare repository of which the checkouts of a component are made. */
export function storeFolder(componentDirectory: string): string {
  return join(componentDirectory, 'checkout', '.repository');
}
