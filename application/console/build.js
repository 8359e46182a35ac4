/**
 * Builds the page into `dist/page`, without the network: `node application/console/build.js`. Aside first, so that a console that starts
 * meanwhile finds one page or the other.
 */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const here = import.meta.dirname;
const target = join(here, 'dist', 'page');
const aside = `${target}.new`;

await build({
  configFile: false,
  root: join(here, 'src', 'page'),
  publicDir: join(here, 'public'),
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: aside,
    emptyOutDir: true,
    target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
    // Everything is a file of the console's own: its content security policy knows no inline script, style or data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // On a busy machine they are a warning.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
rmSync(target, { recursive: true, force: true });
renameSync(aside, target);
