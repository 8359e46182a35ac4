import { formatDiagnostic } from '@dust-workspace/component';
import { planTemplates } from '@dust-workspace/lifecycle/add';
import type { Tree } from '@nx/devkit';
import { sayNext } from './sayNext.js';

export interface GenerateEnvironmentOptions {
  readonly name: string;
  readonly from?: string;
}

/** `nx g @dust-workspace/nx:environment staging`: the committed templates of an environment. What is there stays. */
export default async function generateEnvironment(tree: Tree, { name, from = 'default' }: GenerateEnvironmentOptions): Promise<() => void> {
  const planned = await planTemplates(tree.root, name, from);
  if (!planned.ok) throw new Error(planned.diagnostics.map(formatDiagnostic).join('\n'));
  const { files, toFill } = planned.value;
  for (const { path, text } of files) if (!tree.exists(path)) tree.write(path, text);
  return sayNext([...toFill.map((place) => `write ${place}`), `dsw env-create ${name}`, `dsw secrets-init --env ${name}`]);
}
