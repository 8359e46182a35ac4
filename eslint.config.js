import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import boundaries from './ops/quality/eslint/boundaries.js';

const tests = ['**/*.test.ts', '**/src/testing/**/*.ts', 'ops/**/*.ts'];
const programs = [
  'localbin/{dsw/src/main,nx/src/{engineMain,run,runBatch,interruption,sayNext},component/src/generate}.ts',
  'application/console/src/{serve,runMain}.ts',
];
const node = { console: 'readonly', process: 'readonly', performance: 'readonly', setTimeout: 'readonly', URL: 'readonly' };

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/volumes/',
    '{application,platform}/*/checkout/',
    '**/fixtures/',
    '.nx/',
    'env/',
    'coverage/',
    'localbin/bin/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    name: 'dust-workspace/everything',
    rules: {
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'object-shorthand': 'error',
    },
  },
  { name: 'dust-workspace/javascript', files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: node } },
  { name: 'dust-workspace/commonjs', files: ['**/*.cjs'], languageOptions: { globals: { __dirname: 'readonly' } } },
  {
    name: 'dust-workspace/typescript',
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.tests.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // It does not see that a callback or an abort changes a value while the function waits.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // It asks for what no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // An interface may ask for a promise where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/unbound-method': 'off',
      // `unreachable(value)` in the default makes the compiler look; the unions of libraries need not be spelt out.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    name: 'dust-workspace/silence',
    files: ['{localbin,application}/*/src/**/*.ts'],
    // These hand out streams that hide secrets, or pass on what has come through one.
    ignores: [...programs, ...tests, 'application/*/src/page/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['stdout', 'stderr'].map((property) => ({
          object: 'process',
          property,
          message: 'Print through what the program hands you: it hides secrets.',
        })),
      ],
    },
  },
  {
    name: 'dust-workspace/tests',
    files: tests,
    rules: {
      // The asymmetric matchers of vitest, such as expect.any, are typed as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  boundaries,
);
