import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A plugin of esbuild. An index gives away all of its package, and who imports one thing from it would have all of it evaluated at the start of each
 * command: imports are led straight to the modules that define what is imported. It reads what the TypeScript compiler has written, and leaves
 * alone what it does not understand.
 */
export function withoutIndexes() {
  const known = new Map();
  return {
    name: 'without-indexes',
    setup(build) {
      build.onLoad({ filter: /[\\/]localbin[\\/]\w+[\\/]dist[\\/].*\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(
          /^import \{ ([^}]+) \} from '([^']+)';/gm,
          (line, names, from) => straightImports(names.match(/\w+(?: as \w+)?/g), resolveOwn(from, path), known) ?? line,
        ),
      }));
    },
  };
}

/** Undefined where it is not known of each name which module defines it. */
function straightImports(names, module, known) {
  if (module === undefined) return undefined;
  const definitions = definitionsOf(module, known);
  const lines = names.map((name) => [name, definitions.get(name.split(' as ')[0])]);
  if (lines.some(([, definer]) => definer === undefined)) return undefined;
  return lines.map(([name, definer]) => `import { ${name} } from ${JSON.stringify(definer)};`).join('');
}

/** The modules that define what a module gives away, by names. What it gives another name is left out. */
function definitionsOf(module, known) {
  const found = known.get(module);
  if (found !== undefined) return found;
  const definitions = new Map();
  known.set(module, definitions);
  const text = readFileSync(module, 'utf8');
  for (const [, name] of text.matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm)) definitions.set(name, module);
  for (const [, names, from] of text.matchAll(/^export (?:\*|\{ ([^}]+) \}) from '(\.[^']+)';/gm)) {
    const inner = definitionsOf(join(dirname(module), from), known);
    for (const name of names?.split(/,\s*/) ?? inner.keys()) if (inner.has(name)) definitions.set(name, inner.get(name));
  }
  return definitions;
}

/** The file of this workspace that an import means; undefined for the packages of others. */
function resolveOwn(from, importer) {
  if (from.startsWith('.')) return join(dirname(importer), from);
  return from.startsWith('@dust-workspace/') ? fileURLToPath(import.meta.resolve(from)) : undefined;
}
