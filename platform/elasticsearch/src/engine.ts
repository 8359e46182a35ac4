import type { DataEngine } from '@dust-workspace/component/hooks';
import { ask, type Context } from './ask.js';

interface Nodes {
  readonly nodes: Readonly<Record<string, { readonly version: string }>>;
}

/** OpenSearch says who it is at its root; its data are not Elasticsearch's. */
export async function engine(context: Context): Promise<DataEngine> {
  const { body: root } = await ask(context, 'GET', '', { accept: [404, 405] });
  const { version: { distribution = 'elasticsearch' } = {} } = root as { version?: { distribution?: string } };
  const { body } = await ask(context, 'GET', '_nodes/_local?filter_path=nodes.*.version');
  const [version = ''] = Object.values((body as Nodes).nodes).map((node) => node.version);
  return { name: distribution, version: /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0' };
}
