/**
 * Builds everything: packages by project references, the page of the console, then bundles of what must start quickly.
 * `npm ci` runs this through the root's `prepare` script.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { withoutIndexes } from './withoutIndexes.js';

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

/** Two packages bring the same version, each its own copy. */
const oneYaml = require.resolve('yaml', { paths: [join(root, 'localbin/component')] });

execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--build'], { cwd: root, stdio: 'inherit' });
execFileSync(process.execPath, [join(root, 'application/console/build.js')], { stdio: 'inherit' });

const modules = {
  splitting: true,
  format: 'esm',
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
};

/** Commands that are programs of their own are not used here, and what starts programs takes longer to load than all of commander. */
const withoutPrograms = {
  name: 'without-programs',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'no-programs' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'no-programs' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** What a script that V8 has kept compiled cannot do itself, start.cjs does for it. */
const importsOutside = {
  name: 'imports-outside',
  setup(build) {
    build.onLoad({ filter: /[\\/]importModule\.js$/ }, () => ({ contents: 'export const importModule = importOutside;' }));
  },
};

/** One script, of which V8 can keep what it compiled: see start.cjs. */
const script = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'bundleUrl' },
  alias: { yaml: oneYaml },
  plugins: [withoutUnused, withoutPrograms, importsOutside, withoutIndexes()],
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

const supervisorMain = join(root, 'localbin/lifecycle/dist/supervisorMain.js');
await bundle('localbin/dsw', [
  { ...modules, entryPoints: { supervisorMain } },
  { ...script, entryPoints: { main: 'dist/main.js' } },
]);
// The engine that a run of Nx starts as a process of its own.
await bundle('localbin/nx', [{ ...modules, entryPoints: { engineMain: 'dist/engineMain.js', supervisorMain } }]);
warmUp();
writeShare();

/** Bundles entry points of a package into its `dist/bundle`: aside, so that what is started meanwhile finds one bundle or the other. */
async function bundle(folder, builds) {
  const target = join(root, folder, 'dist', 'bundle');
  const aside = `${target}.new`;
  rmSync(aside, { recursive: true, force: true });
  for (const build of builds)
    await esbuild.build({
      absWorkingDir: join(root, folder),
      outdir: aside,
      bundle: true,
      platform: 'node',
      target: 'node20',
      minify: true,
      legalComments: 'none',
      logLevel: 'warning',
      plugins: [withoutUnused],
      ...build,
    });
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
}

/**
 * The first command of a kind keeps what V8 compiled for it: one that does much of what others do. Whether it succeeds makes no difference. The very
 * first reads the manifests, which later ones find kept: what they never need should not be loaded with what they do.
 */
function warmUp() {
  const run = (...line) => spawnSync(process.execPath, [join(root, 'localbin/bin/dsw'), ...line], { cwd: root, stdio: 'ignore' });
  const folder = join(root, 'localbin/dsw/dist/bundle');
  run('status');
  for (const name of readdirSync(folder)) if (name.endsWith('-work')) rmSync(join(folder, name));
  run('status');
  run('--help');
  run('__complete', 'start', '');
}

/** What shells and man(1) read beside localbin/bin, told by the command itself: localbin/install.sh has it found. */
function writeShare() {
  const share = join(root, 'localbin', 'share');
  const files = [
    ['bash-completion/completions/dsw', 'completion', 'bash'],
    ['zsh/site-functions/_dsw', 'completion', 'zsh'],
    ['fish/vendor_completions.d/dsw.fish', 'completion', 'fish'],
    ['man/man1/dsw.1', 'man'],
  ];
  for (const [file, ...words] of files) {
    const text = execFileSync(process.execPath, [join(root, 'localbin/bin/dsw'), ...words], { cwd: root });
    mkdirSync(dirname(join(share, file)), { recursive: true });
    writeFileSync(join(share, file), text);
  }
}
