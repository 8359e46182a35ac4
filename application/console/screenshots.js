/**
 * Takes the pictures of the page that the README shows: `node application/console/screenshots.js`, after the page was built.
 * Chromium is needed: CHROMIUM_BIN, or one on PATH.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = import.meta.dirname;
const program = join(here, 'dist', 'takeScreenshots.mjs');

await build({
  entryPoints: [join(here, 'src', 'testing', 'takeScreenshots.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
try {
  const { takeScreenshots } = await import(pathToFileURL(program).href);
  await takeScreenshots(join(here, 'dist', 'page'), join(here, 'screenshots'));
} finally {
  rmSync(program);
}
