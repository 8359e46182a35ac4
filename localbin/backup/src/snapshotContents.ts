import type { ContentEntry, Result } from '@dust-workspace/component';
import { fail, ok } from '@dust-workspace/component';
import * as z from 'zod';
import type { ChosenSet } from './chooseSet.js';
import { DamagedFileError, damage } from './damagedFile.js';
import { contentsFileName } from './setLayout.js';
import { snapshotOf } from './snapshotOf.js';
import { storedContent } from './storedContent.js';

const whole = z.string().regex(/^-?\d+$/);
const contents = z.array(
  z.strictObject({
    kind: z.string(),
    name: z.string(),
    count: z.int().nonnegative().optional(),
    value: z.string().optional(),
    upTo: whole.optional(),
    digest: z.string().optional(),
    until: z.iso.datetime().optional(),
  }),
);

/** What a backup recorded of the contents of a component, verified while it is read. Undefined where it recorded nothing. */
export async function snapshotContents(set: ChosenSet, component: string): Promise<Result<readonly ContentEntry[] | undefined>> {
  const record = snapshotOf(set, component);
  if (!record.ok) return record;
  const file = record.value.files.find(({ name }) => name === contentsFileName);
  if (file === undefined) return ok<readonly ContentEntry[] | undefined>(undefined);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of storedContent(set, file)) chunks.push(chunk);
  } catch (error) {
    if (error instanceof DamagedFileError) return fail(error.diagnostic);
    throw error;
  }
  const entries = parse(Buffer.concat(chunks).toString());
  if (entries === undefined) return fail(damage('backup-file-damaged', set.id, file.path, 'does not say what the data hold'));
  return ok<readonly ContentEntry[] | undefined>(entries);
}

function parse(text: string): ContentEntry[] | undefined {
  try {
    const result = contents.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
