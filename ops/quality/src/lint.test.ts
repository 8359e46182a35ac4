import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { workspace } from './testing/workspace.js';

// Rules that know types need a file of a program: each snippet takes the place of one that exists, in a small program.
const source = `${workspace}/localbin/component/src/duration.ts`;
const project = './localbin/component/tsconfig.lib.json';

interface Case {
  readonly rule: string;
  readonly code: string;
}

let eslint: ESLint;
const untyped = new ESLint({ cwd: workspace, overrideConfig: [tseslint.configs.disableTypeChecked] });

beforeAll(() => {
  // A single run, the default on CI, would read the files as they are on disk.
  vi.stubEnv('TSESTREE_SINGLE_RUN', 'false');
  eslint = new ESLint({ cwd: workspace, overrideConfig: [{ languageOptions: { parserOptions: { project } } }] });
  return () => vi.unstubAllEnvs();
});

async function lint(filePath: string, code: string, linter = eslint): Promise<string[]> {
  const results = await linter.lintText(`${code}\n`, { filePath });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}

describe('a source file may not contain', { timeout: 60_000 }, () => {
  it.each<Case>([
    { rule: '@typescript-eslint/no-explicit-any', code: 'export const value: any = 1;' },
    { rule: '@typescript-eslint/no-unsafe-return', code: "export const value = (): string => JSON.parse('1');" },
    { rule: '@typescript-eslint/no-floating-promises', code: 'Promise.resolve();' },
    { rule: '@typescript-eslint/no-misused-promises', code: 'export const f = (xs: number[]): void => xs.forEach(async (x) => x);' },
    {
      rule: '@typescript-eslint/switch-exhaustiveness-check',
      code: "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n  }\n}",
    },
    {
      rule: '@typescript-eslint/consistent-type-imports',
      code: "import { Result } from './result.js';\nexport type R = Result<number>;",
    },
    { rule: '@typescript-eslint/no-unused-vars', code: 'const unused = 1;' },
    { rule: '@typescript-eslint/no-non-null-assertion', code: 'export const f = (x: string | null): string => x!;' },
    { rule: 'no-console', code: 'console.log(1);' },
    { rule: 'no-warning-comments', code: `// ${'TO' + 'DO'}: later\nexport {};` },
    { rule: 'eqeqeq', code: 'export const f = (x: string, y: string): boolean => x == y;' },
  ])('$rule', async ({ rule, code }) => {
    expect(await lint(source, code)).toEqual([rule]);
  });

  it('but what is in order', async () => {
    const code = [
      "import { unreachable } from './result.js';",
      "export function f(x: 'a' | 'b'): string {",
      '  switch (x) {',
      "    case 'a':",
      "    case 'b':",
      '      return `${x} ${x.length}`;',
      '    default:',
      '      return unreachable(x);',
      '  }',
      '}',
    ].join('\n');
    expect(await lint(source, code)).toEqual([]);
  });
});

it.each(['localbin/dsw/src/x.ts', 'localbin/lifecycle/src/x.ts', 'application/console/src/x.ts'])(
  'what %s prints goes through what hides secrets',
  async (file) => {
    expect(await lint(`${workspace}/${file}`, "console.log(1);\nprocess.stdout.write('');\nprocess.stderr.write('');", untyped)).toEqual([
      'no-console',
      'no-restricted-properties',
      'no-restricted-properties',
    ]);
  },
);

it('a program has its streams, and a test may print', async () => {
  const code = "process.stdout.write('');";
  expect(await lint(`${workspace}/localbin/dsw/src/main.ts`, code, untyped)).toEqual([]);
  expect(await lint(`${workspace}/localbin/runtime/src/x.test.ts`, `console.log(1);\n${code}`, untyped)).toEqual([]);
});
