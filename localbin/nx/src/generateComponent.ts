import { formatDiagnostic } from '@dust-workspace/component';
import { nextCommands, planComponent, type ComponentRequest } from '@dust-workspace/lifecycle/add';
import type { Tree } from '@nx/devkit';
import { sayNext } from './sayNext.js';

/** An option that may be given several times comes alone where it is given once. */
type Several = string | number | readonly (string | number)[];

export interface GenerateComponentOptions extends Omit<ComponentRequest, 'ports' | 'profiles' | 'needs'> {
  readonly port?: Several;
  readonly profile?: Several;
  readonly needs?: Several;
}

/** `nx g @dust-workspace/nx:component platform/kafka --image apache/kafka:4.1.0 --port 9092`: what `dsw add` does, through Nx. */
export default async function generateComponent(
  tree: Tree,
  { port, profile, needs, ...rest }: GenerateComponentOptions,
): Promise<() => void> {
  const planned = await planComponent(tree.root, { ...rest, ports: wordsOf(port), profiles: wordsOf(profile), needs: wordsOf(needs) });
  if (!planned.ok) throw new Error(planned.diagnostics.map(formatDiagnostic).join('\n'));
  const { draft, files } = planned.value;
  const root = `${draft.kind}/${draft.name}`;
  if (tree.exists(root)) throw new Error(`${root} is there already`);
  for (const { kind, path, text, executable } of files)
    if (kind === 'changed' || !tree.exists(path)) tree.write(path, text, { mode: executable ? 0o755 : 0o644 });
  return sayNext(nextCommands(draft));
}

function wordsOf(option: Several = []): string[] {
  return [option]
    .flat()
    .flatMap((text) => String(text).split(','))
    .filter((text) => text !== '');
}
