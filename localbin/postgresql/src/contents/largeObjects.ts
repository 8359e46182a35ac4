import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import { qualifiedName } from './qualifiedName.js';
import { readAndRelease } from './reading.js';

/** What is recorded of the large objects of a database, all in one. */
export async function readLargeObjects(client: Client, database: string, digest: boolean): Promise<ContentEntry> {
  const [found] = await readAndRelease<{ count: string; digest?: string }>(client, digest ? digestQuery : countQuery);
  return { kind: 'large objects', name: qualifiedName(database), ...found, count: Number(found?.count) };
}

const countQuery = 'select count(*) from pg_largeobject_metadata';

// Where nothing was written there are no pages, and when it is restored there are pages of zeros: neither counts.
const digestQuery = `
  select (${countQuery}) as count,
         ((select coalesce(sum(hashtextextended(concat_ws(',', oid, coalesce(size, 0)) collate "C", 0)), 0)
           from pg_largeobject_metadata
           left join (select loid, max(pageno * current_setting('block_size')::bigint / 4 + octet_length(data)) as size
                      from pg_largeobject group by loid) as sizes on loid = oid)
          + (select coalesce(sum(hashtextextended(nullif(rtrim(encode(data, 'hex'), '0'), '') collate "C",
                                                  hashtextextended(concat_ws(',', loid, pageno) collate "C", 1))), 0)
             from pg_largeobject))::text as digest`;
