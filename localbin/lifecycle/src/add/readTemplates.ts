import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

const ending = '.template';

/** The templates in a folder below `templates/` of this package, by their names without the ending. A bundle finds them by the name of the package, too. */
export function readTemplates(folder: string): ReadonlyMap<string, string> {
  const home = dirname(createRequire(import.meta.url).resolve('@dust-workspace/lifecycle/package.json'));
  const from = join(home, 'templates', folder);
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
  return new Map(names.map((name) => [name.slice(0, -ending.length).split(sep).join('/'), readFileSync(join(from, name), 'utf8')]));
}
