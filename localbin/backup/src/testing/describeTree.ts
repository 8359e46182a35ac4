import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** Everything that must survive a copy of a folder, one line a file, for comparing as a whole. Times to the microsecond. */
export function describeTree(root: string): string[] {
  const lines: string[] = [];
  const firstNames = new Map<string, string>();
  describe(Buffer.from(root), '.', firstNames, lines);
  return lines;
}

function describe(place: Buffer, name: string, firstNames: Map<string, string>, lines: string[]): void {
  const stats = lstatSync(place, { bigint: true });
  const attributes = `${(stats.mode & 0o7777n).toString(8)} ${stats.uid}:${stats.gid} ${stats.mtimeNs / 1000n}`;
  if (stats.isSymbolicLink()) lines.push(`${name} -> ${readlinkSync(place, 'latin1')} ${attributes}`);
  else if (stats.isFile()) {
    const inode = `${stats.dev}:${stats.ino}`;
    const first = firstNames.get(inode) ?? name;
    firstNames.set(inode, first);
    const hash = createHash('sha256').update(readFileSync(place)).digest('hex').slice(0, 16);
    lines.push(`${name} ${attributes} ${stats.size} ${hash}${first === name ? '' : ` = ${first}`}`);
  } else if (stats.isDirectory()) {
    lines.push(`${name}/ ${attributes}`);
    for (const child of readdirSync(place, { encoding: 'buffer' }).sort((a, b) => a.compare(b)))
      describe(Buffer.concat([place, Buffer.from('/'), child]), `${name}/${child.toString('latin1')}`, firstNames, lines);
  } else lines.push(`${name} special ${attributes}`);
}
