/**
 * Builds everything: packages by project references, then bundles of what must start quickly.
 * `npm ci` runs this through the root's `prepare` script.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const require = createRequire(import.meta.url);

/**
 * The client of the container engine brings gRPC and protocol buffers (BuildKit), SSH with native code, and archives (contexts of builds), which take
 * nine tenths of the time that it takes to load and are never used here: an engine is reached by a socket or by TCP, and Compose builds.
 */
const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({ filter: /^(\.\/(session|ssh|buildkit)|tar-fs|@balena\/dockerignore)$/ }, ({ path, importer }) =>
      /[\\/](dockerode|docker-modem)[\\/]/.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: `module.exports = () => { throw new Error(${JSON.stringify(`${path} is not in this bundle`)}); };`,
    }));
  },
};

execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--build'], { cwd: root, stdio: 'inherit' });

const supervisorMain = join(root, 'localbin/lifecycle/dist/supervisorMain.js');
await bundle('localbin/dsw', { main: 'dist/main.js', supervisorMain });
// The engine that a run of Nx starts as a process of its own.
await bundle('localbin/nx', { engineMain: 'dist/engineMain.js', supervisorMain });

/** Bundles entry points of a package into its `dist/bundle`: aside, so that what is started meanwhile finds one bundle or the other. */
async function bundle(folder, entryPoints) {
  const target = join(root, folder, 'dist', 'bundle');
  const aside = `${target}.new`;
  rmSync(aside, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: join(root, folder),
    entryPoints,
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
    plugins: [withoutUnused],
    // Some dependencies are CommonJS and call require for Node's own modules.
    banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
  });
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
}
