/**
 * Builds everything: packages by project references, then the bundle of `dsw`, which starts several times as fast as its parts would.
 * `npm ci` runs this through the root's `prepare` script.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const require = createRequire(import.meta.url);

execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--build'], { cwd: root, stdio: 'inherit' });

const bundle = join(here, 'dist', 'bundle');
const aside = `${bundle}.new`;
rmSync(aside, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: { main: 'dist/main.js', supervisorMain: join(root, 'localbin/lifecycle/dist/supervisorMain.js') },
  outdir: aside,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
});
// Built aside, so that a dsw which is started meanwhile finds one bundle or the other.
rmSync(bundle, { recursive: true, force: true });
renameSync(aside, bundle);
