import { basename, join } from 'node:path';
import { loadCatalog } from '@dust-workspace/component';

/** What tests must know of a component to run it as the runtimes do. */
export interface TestedComponent {
  readonly name: string;
  /** Its folder. */
  readonly directory: string;
  /** The name of its port. */
  readonly port: string;
  /** Of its process: what goes before every command, the main command, and the probe. */
  readonly context: readonly string[];
  readonly command: readonly string[];
  readonly ready: readonly string[];
  /** Variables that the manifest gives a value. */
  readonly defaults: Readonly<Record<string, string>>;
}

/** No component at all, but a server by the scripts of this package alone. */
export const plainServer: TestedComponent = {
  name: 'postgresql',
  directory: join(import.meta.dirname, '../..'),
  port: 'PLAIN_PORT',
  context: ['scripts/with-postgres.sh', 'PLAIN'],
  command: ['scripts/serve.sh'],
  ready: ['scripts/ready.sh'],
  defaults: {},
};

/** The component in the given folder, by its manifest. */
export async function testedComponent(directory: string): Promise<TestedComponent> {
  const { components, diagnostics } = await loadCatalog(join(directory, '../..'));
  const component = components.get(basename(directory));
  const process = component?.manifest.runtimes?.process;
  const ready = component?.manifest.ready;
  if (component === undefined || process === undefined || ready === undefined || !('command' in ready))
    throw new Error(`${directory} is no component with a process: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return {
    name: component.name,
    directory,
    port: Object.keys(component.manifest.ports)[0]!,
    context: process.context ?? [],
    command: process.command,
    ready: ready.command,
    defaults: Object.fromEntries(
      Object.entries(component.manifest.env).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}
