import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ContentEntry } from '@dust-workspace/component';
import { Meter } from './checksum.js';
import { onDisk } from './rawPath.js';
import { TreeContents } from './treeContents.js';
import { walkTree } from './walkTree.js';

/** What a volume on the disk holds, in the terms in which a copy of it was recorded. File-system errors reject as they are. */
export async function volumeContents(folder: string, { digest }: { readonly digest: boolean }): Promise<ContentEntry[]> {
  const contents = new TreeContents();
  const entries: ContentEntry[] = [];
  for await (const item of walkTree(folder)) {
    const sum = digest && item.kind === 'file' ? await sha256Of(onDisk(folder, item.path)) : undefined;
    const entry = contents.entryOf(item, sum);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

async function sha256Of(path: Buffer): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const meter = new Meter();
  const buffer = Buffer.allocUnsafeSlow(256 * 1024);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return meter.sha256();
      meter.add(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
