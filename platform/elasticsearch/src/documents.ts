import { ask, Refused, type Context } from './ask.js';
import { DocumentSum } from './documentSum.js';

/** How many documents an index holds, and a digest of them where one is wanted. */
export interface Documents {
  readonly count: number;
  readonly digest?: string;
}

/** The documents of the open indices that fit a pattern, as they were in one moment. */
export interface Moment {
  /** By index; those without documents are not in it. */
  read(digest: boolean): Promise<Map<string, Documents>>;
  close(): Promise<void>;
}

const keepAlive = '6h';
const mebibyte = 2 ** 20;
/** Of one answer: documents, and the text of them after which the next is asked for fewer. */
const page = { first: 100, least: 1, most: 5_000, bytes: 8 * mebibyte };

/** Everything that was written so far is in it, and nothing that is written later (a point in time). */
export async function momentOf(context: Context, pattern: string): Promise<Moment> {
  const open = `${pattern}/_refresh?expand_wildcards=open,hidden&ignore_unavailable=true`;
  await ask(context, 'POST', open);
  const { body } = await ask(
    context,
    'POST',
    `${pattern}/_pit?keep_alive=${keepAlive}&expand_wildcards=open,hidden&ignore_unavailable=true`,
  );
  let { id } = body as { id: string };
  const search = async (request: object): Promise<Page> => {
    const { body: answer, bytes } = await ask(context, 'POST', '_search', {
      body: { ...request, pit: { id, keep_alive: keepAlive }, track_total_hits: false },
    });
    const found = answer as SearchAnswer;
    id = found.pit_id ?? id;
    if (found.timed_out || found._shards.failed > 0)
      throw new Refused('Elasticsearch could not search in all of its shards', 500, 'incomplete_search');
    return { ...found, bytes };
  };
  return {
    read: (digest) => (digest ? digests(search) : counts(search)),
    close: async () => {
      await ask(context, 'DELETE', '_pit', { body: { id }, accept: [404] });
    },
  };
}

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _routing?: string;
  readonly _source?: unknown;
  readonly sort: readonly unknown[];
}

interface SearchAnswer {
  readonly pit_id?: string;
  readonly timed_out: boolean;
  readonly _shards: { readonly failed: number };
  readonly hits: { readonly hits: readonly Hit[] };
  readonly aggregations?: { readonly indices: { readonly buckets: readonly { key: string; doc_count: number }[] } };
}

interface Page extends SearchAnswer {
  readonly bytes: number;
}

type Search = (request: object) => Promise<Page>;

async function counts(search: Search): Promise<Map<string, Documents>> {
  const { aggregations } = await search({ size: 0, aggs: { indices: { terms: { field: '_index', size: 10_000 } } } });
  return new Map((aggregations?.indices.buckets ?? []).map(({ key, doc_count: count }) => [key, { count }]));
}

/** Goes through all documents, as many at a time as make an answer of a few MiB. */
async function digests(search: Search): Promise<Map<string, Documents>> {
  const sums = new Map<string, DocumentSum>();
  let size = page.first;
  let after: readonly unknown[] | undefined;
  for (;;) {
    const found = await search({ size, sort: [{ _shard_doc: 'asc' }], ...(after === undefined ? {} : { search_after: after }) });
    const { hits } = found.hits;
    for (const { _index: index, _id: id, _routing: routing, _source: source } of hits) {
      const sum = sums.get(index) ?? new DocumentSum();
      sums.set(index, sum);
      sum.add(id, routing, source);
    }
    after = hits.at(-1)?.sort;
    if (after === undefined) break;
    size = found.bytes > page.bytes ? Math.max(page.least, size >> 2) : found.bytes < page.bytes / 4 ? Math.min(page.most, size * 2) : size;
  }
  return new Map([...sums].map(([name, { count, digest }]) => [name, { count, digest }]));
}
