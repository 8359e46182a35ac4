import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A plugin of Nx, for this repository alone: every project that has something to lint or to test gets a target `lint` or `test`, whether or not its folder
 * is a package. What `dsw test` runs for a component is something else: that is in its manifest.
 */
export const name = 'dust-workspace-checks';

export const createNodesV2 = [
  '*/*/{package.json,component.yaml}',
  (files, _options, { workspaceRoot }) =>
    files
      .filter((file) => /^(localbin|platform|application|ops)\//.test(file))
      .map((file) => [file, { projects: projectOf(dirname(file), workspaceRoot) }]),
];

export const createNodes = createNodesV2;

function projectOf(root, workspaceRoot) {
  const files = filesBelow(join(workspaceRoot, root));
  const lints = files.some((file) => /\.[cm]?[jt]s$/.test(file));
  const tests = files.some((file) => /^src\/.*\.test\.ts$/.test(file));
  return { [root]: { targets: { ...(lints ? { lint: lint(root) } : {}), ...(tests ? { test: test(root) } : {}) } } };
}

const generated = new Set(['node_modules', 'dist', 'volumes', 'checkout', 'coverage']);

/** Relative to `folder`. */
function filesBelow(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    if (generated.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`];
  });
}

/** What a project is made of, and what it is made with. The types of others count, not their tests. */
const sources = ['default', '^production', '{workspaceRoot}/tsconfig.base.json'];

function lint(root) {
  return {
    executor: 'nx:run-commands',
    options: { commands: [`eslint ${root}`, `prettier --check ${root}`], parallel: false },
    cache: true,
    inputs: [
      ...sources,
      '{workspaceRoot}/tsconfig.tests.json',
      '{workspaceRoot}/eslint.config.js',
      '{workspaceRoot}/ops/quality/eslint/**/*',
      '{workspaceRoot}/.prettierrc.json',
      '{workspaceRoot}/.prettierignore',
      { externalDependencies: ['eslint', 'eslint-plugin-boundaries', 'prettier', 'typescript', 'typescript-eslint'] },
    ],
    metadata: { description: 'ESLint and Prettier on the files of the project' },
  };
}

/** The end-to-end tests drive what is bundled of everything, and so depend on everything. */
function test(root) {
  const endToEnd = root === 'ops/e2e';
  const run = `vitest run --project ${endToEnd ? 'end-to-end' : 'packages'} ${root}/`;
  return {
    executor: 'nx:run-commands',
    options: { command: endToEnd ? `node localbin/dsw/build.js && ${run}` : run },
    ...(endToEnd ? {} : { dependsOn: ['build', '^build'], cache: true }),
    // Vitest takes all processors by itself.
    parallelism: false,
    inputs: [
      ...sources,
      '{workspaceRoot}/vitest.config.ts',
      '{workspaceRoot}/ops/quality/src/{ownState,summaryReporter}.ts',
      ...images.map((env) => ({ env })),
      { externalDependencies: ['vitest'] },
    ],
    metadata: { description: 'The tests of the project' },
  };
}

/** The images that tests are told to use: see .ci/engine. */
const images = [
  'TIMESCALE_IMAGE',
  'POSTGRES_IMAGE',
  'POSTGRES_TEST_IMAGE',
  'REDIS_IMAGE',
  'REDIS_TEST_IMAGE',
  'APP1_IMAGE',
  'KAFKA_IMAGE',
  'DSW_TOOLS_IMAGE',
];
