import { writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatDiagnostic } from './diagnostic.js';
import { generatedFiles } from './generatedFiles.js';
import type { GeneratedFile } from './generatedFiles.js';
import { manifestJsonSchema } from './jsonSchema.js';
import { loadCatalog } from './loadCatalog.js';
import { readText } from './readFiles.js';

// The command behind `npm run generate`: brings everything up to date that is derived from manifests and their schema.
// With --check it writes nothing, and exits with 1 when something is stale.

const root = process.cwd();
const check = process.argv.includes('--check');
const catalog = await loadCatalog(root);
const stale = [...schemaFile(), ...generatedFiles(catalog)].filter(({ path, text }) => readText(path) !== text);
for (const { path, text } of stale) {
  if (!check) writeFileSync(path, text);
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, path)}\n`);
}
for (const diagnostic of catalog.diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
if (check && stale.length > 0) process.stderr.write('Run `npm run generate`.\n');
const failed = catalog.disabled.length > 0 || (check && stale.length > 0);
process.exitCode = failed ? 1 : 0;

/** The schema lies beside this package, which must not be changed where it is only installed. */
function schemaFile(): GeneratedFile[] {
  const directory = dirname(dirname(fileURLToPath(import.meta.url)));
  if (directory.split(sep).includes('node_modules')) return [];
  return [{ path: join(directory, 'component.schema.json'), text: manifestJsonSchema() }];
}
