import type { Tree } from '@nx/devkit';

export interface GenerateComponentOptions {
  readonly name: string;
  readonly kind: 'platform' | 'application';
  readonly description?: string;
  readonly command: string;
}

/** `nx g @dust-workspace/nx:component redis`: a folder with a manifest, which is all that a component takes. */
export default function generateComponent(tree: Tree, options: GenerateComponentOptions): void {
  const { name, kind } = options;
  const taken = ['platform', 'application'].find((folder) => tree.exists(`${folder}/${name}`));
  if (taken !== undefined) throw new Error(`${taken}/${name} is there already`);
  tree.write(`${kind}/${name}/component.yaml`, manifestOf(options));
}

/** JSON texts are YAML, whatever is in them. */
function manifestOf({ name, description = name, command }: GenerateComponentOptions): string {
  const words = command.split(' ').filter((word) => word !== '');
  return `# The whole manifest is described in doc/component.md.
description: ${JSON.stringify(description)}
# profiles: [starter]   # acts along with the others; otherwise only when it is named
# needs: { timescale: healthy }
runtimes:
  process:
    command: ${JSON.stringify(words)}
`;
}
