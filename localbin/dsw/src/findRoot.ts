import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The workspace around `folder`: the nearest folder above with an nx.json. */
export function findRoot(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'nx.json'))) return current;
    if (dirname(current) === current) return undefined;
  }
}
