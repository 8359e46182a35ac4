import type { ContentEntry } from '@dust-workspace/component/hooks';
import { ask, type Context } from './ask.js';
import { canonical, digestOfDefinition } from './canonical.js';
import { readIndices, type Index } from './indices.js';

/** All that is defined: indices, and what belongs to none of them. */
export interface Definitions {
  readonly indices: ReadonlyMap<string, Index>;
  /** Data streams, templates, pipelines and settings of the cluster, as they are recorded. */
  readonly others: readonly ContentEntry[];
}

export async function readDefinitions(context: Context): Promise<Definitions> {
  const indices = await readIndices(context);
  const others = [
    ...(await dataStreams(context)),
    ...(await named(context, 'index template', '_index_template', 'index_templates', 'index_template')),
    ...(await named(context, 'component template', '_component_template', 'component_templates', 'component_template')),
    ...(await pipelines(context)),
    ...(await clusterSettings(context)),
  ];
  return { indices, others };
}

/** What is recorded of aliases: each with the indices behind it, and what is special about it there. */
export function aliasEntries(indices: ReadonlyMap<string, Index>): ContentEntry[] {
  const behind = new Map<string, string[]>();
  for (const { name, aliases } of indices.values())
    for (const [alias, options] of Object.entries(aliases)) {
      const special = canonical(options);
      behind.set(alias, [...(behind.get(alias) ?? []), special === '{}' ? name : `${name} ${special}`]);
    }
  return [...behind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, places]) => ({ kind: 'alias', name, value: places.join(', ') }));
}

/** Without documents. */
export function indexEntries({ name, mappings, settings }: Index): ContentEntry[] {
  return [
    { kind: 'mappings', name, value: digestOfDefinition(mappings) },
    { kind: 'settings', name, value: digestOfDefinition(settings) },
  ];
}

/** Not every server has each of these: a part that is not installed answers that it does not know the address. */
const absent = [400, 404, 405];

export async function dataStreamNames(context: Context): Promise<string[]> {
  return (await streams(context)).map(({ name }) => name);
}

interface DataStream {
  readonly name: string;
  readonly generation: number;
  readonly indices: readonly { readonly index_name: string }[];
}

async function streams(context: Context): Promise<readonly DataStream[]> {
  const { body, status } = await ask(context, 'GET', '_data_stream/*?expand_wildcards=all', { accept: absent });
  const { data_streams: found = [] } = body as { data_streams?: readonly DataStream[] };
  return absent.includes(status) ? [] : found.filter(({ name }) => isTheirs(name));
}

/** Elasticsearch keeps some of its own. */
function isTheirs(name: string): boolean {
  return !name.startsWith('.') && !/^(?:ilm|slm)-history-/.test(name);
}

async function dataStreams(context: Context): Promise<ContentEntry[]> {
  const entries = (await streams(context)).map(({ name, generation, indices }) => ({
    kind: 'data stream',
    name,
    value: `generation ${generation}: ${indices.map(({ index_name: index }) => index).join(', ')}`,
  }));
  return sorted(entries);
}

async function named(context: Context, kind: string, path: string, list: string, part: string): Promise<ContentEntry[]> {
  const { body, status } = await ask(context, 'GET', path, { accept: absent });
  if (absent.includes(status)) return [];
  const found = ((body as Record<string, unknown>)[list] ?? []) as Record<string, unknown>[];
  return sorted(
    found
      .map((entry) => ({ name: String(entry['name']), definition: entry[part] }))
      .filter(({ name, definition }) => !isBuiltIn(name, definition))
      .map(({ name, definition }) => ({ kind, name, value: digestOfDefinition(definition) })),
  );
}

/** Elasticsearch makes these itself, differently in each version. */
function isBuiltIn(name: string, definition: unknown): boolean {
  const { _meta: meta } = (definition ?? {}) as { _meta?: { managed?: unknown } };
  return name.startsWith('.') || meta?.managed === true;
}

async function pipelines(context: Context): Promise<ContentEntry[]> {
  const { body, status } = await ask(context, 'GET', '_ingest/pipeline', { accept: absent });
  if (absent.includes(status)) return [];
  return sorted(
    Object.entries(body as Record<string, unknown>)
      .filter(([name, definition]) => !isBuiltIn(name, definition))
      .map(([name, definition]) => ({ kind: 'pipeline', name, value: digestOfDefinition(definition) })),
  );
}

async function clusterSettings(context: Context): Promise<ContentEntry[]> {
  const { body } = await ask(context, 'GET', '_cluster/settings?flat_settings=true');
  const { persistent = {} } = body as { persistent?: Record<string, unknown> };
  return sorted(Object.entries(persistent).map(([name, value]) => ({ kind: 'cluster setting', name, value: canonical(value) })));
}

function sorted(entries: ContentEntry[]): ContentEntry[] {
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
