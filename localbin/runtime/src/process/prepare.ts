import type { Result } from '@dust-workspace/component';
import { createOperatingFolders } from '../operatingFolders.js';
import type { Instance } from '../runtime.js';
import { describeUser, runAs, type Invoker, type RunAs } from './user.js';

/** Makes the folders of an instance for the user as whom it will run. */
export async function prepareInstance(instance: Instance, invoker: Invoker): Promise<Result<void>> {
  const user = await runAs(instance, invoker);
  return user.ok ? prepareFor(instance, user.value, invoker) : user;
}

export async function prepareFor(instance: Instance, user: RunAs, invoker: Invoker): Promise<Result<void>> {
  const owner = user.kind === 'dropped' ? user.user : invoker;
  return createOperatingFolders(instance, { owner, invoker: invoker.uid, describe: describeUser });
}
