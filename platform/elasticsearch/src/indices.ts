import { ask, type Context } from './ask.js';
import { contentPattern } from './contentPattern.js';

export interface Index {
  readonly name: string;
  readonly uuid: string;
  readonly mappings: unknown;
  /** Without what differs between the same index here and there. */
  readonly settings: unknown;
  /** By the name of the alias, what is special about it. */
  readonly aliases: Readonly<Record<string, unknown>>;
}

interface Described {
  readonly aliases?: Record<string, unknown>;
  readonly mappings?: unknown;
  readonly settings?: { readonly index?: Record<string, unknown> };
}

/** The indices that fit a pattern, closed and hidden ones too, by their names. */
export async function readIndices(context: Context, pattern = contentPattern): Promise<Map<string, Index>> {
  const { body } = await ask(context, 'GET', `${pattern}?expand_wildcards=all&ignore_unavailable=true`);
  const found = Object.entries(body as Record<string, Described>).map(([name, described]) => indexOf(name, described));
  return new Map(found.sort((a, b) => (a.name < b.name ? -1 : 1)).map((index) => [index.name, index]));
}

function indexOf(name: string, { aliases = {}, mappings = {}, settings: { index: all = {} } = {} }: Described): Index {
  const settings = Object.fromEntries(Object.entries(all).filter(([key]) => !own.has(key)));
  return { name, uuid: String(all['uuid']), mappings, settings, aliases };
}

/** What an index is given when it is made or restored. `hidden` is set on those that are restored aside. */
const own = new Set([
  'uuid',
  'creation_date',
  'provided_name',
  'version',
  'history',
  'hidden',
  'verified_before_close',
  'routing',
  'resize',
]);
