import { manifestSchema, type Catalog, type Component } from '@dust-workspace/component';

/** A component for tests, from what its manifest would say beyond the least. */
export function component(name: string, manifest: object = {}): Component {
  return {
    name,
    kind: 'platform',
    root: `platform/${name}`,
    directory: `/workspace/platform/${name}`,
    manifest: manifestSchema.parse({ description: name, runtimes: { process: { command: ['sleep', 'infinity'] } }, ...manifest }),
    hooks: { scripts: {} },
  };
}

export function catalog(...components: readonly Component[]): Catalog {
  return { root: '/workspace', components: new Map(components.map((one) => [one.name, one])), disabled: [], diagnostics: [] };
}
