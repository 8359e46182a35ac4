import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

let version: string | undefined;

/** Changes whenever the code that judges manifests does, so that nothing judged by another version is taken for granted. */
export function contractVersion(): string {
  version ??= read();
  return version;
}

function read(): string {
  const dist = join(dirname(createRequire(import.meta.url).resolve('@dust-workspace/component/package.json')), 'dist');
  const hash = createHash('sha256');
  const sources = readdirSync(dist).filter((file) => file.endsWith('.js'));
  for (const source of sources.sort()) hash.update(source).update(readFileSync(join(dist, source)));
  return hash.digest('hex').slice(0, 12);
}
