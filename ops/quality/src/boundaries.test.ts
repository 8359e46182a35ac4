import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { workspace } from './testing/workspace.js';

// Without types, so that a snippet may pretend to be a file that does not exist.
const eslint = new ESLint({ cwd: workspace, overrideConfig: [tseslint.configs.disableTypeChecked] });

const boundary = 'boundaries/dependencies';

interface Case {
  readonly file: string;
  readonly code: string;
  readonly says: readonly string[];
}

async function lint(file: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(`${code}\n`, { filePath: `${workspace}/${file}` });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}

describe('rooms see rooms of a lower number, by name', () => {
  it.each<Case>([
    { file: 'localbin/environment/src/x.ts', code: "import '@dust-workspace/component';", says: [] },
    { file: 'localbin/lifecycle/src/x.ts', code: "import '@dust-workspace/backup';", says: [] },
    { file: 'localbin/dsw/src/x.ts', code: "import '@dust-workspace/lifecycle';", says: [] },
    { file: 'localbin/dsw/src/x.ts', code: "import './y.js';", says: [] },
    { file: 'localbin/component/src/x.ts', code: "import '@dust-workspace/environment';", says: [boundary] },
    { file: 'localbin/environment/src/x.ts', code: "import '@dust-workspace/runtime';", says: [boundary] },
    { file: 'localbin/runtime/src/x.ts', code: "import '@dust-workspace/environment';", says: [boundary] },
    { file: 'localbin/backup/src/x.ts', code: "import '@dust-workspace/lifecycle';", says: [boundary] },
    { file: 'localbin/nx/src/x.ts', code: "import '@dust-workspace/dsw';", says: [boundary] },
    { file: 'localbin/dsw/src/x.ts', code: "import '@dust-workspace/nx';", says: [boundary] },
    { file: 'localbin/dsw/src/x.ts', code: "import '@dust-workspace/timescale';", says: [boundary] },
    { file: 'localbin/dsw/src/x.ts', code: "import '@dust-workspace/no-such-package';", says: [boundary] },
    { file: 'localbin/runtime/src/x.test.ts', code: "import '@dust-workspace/lifecycle';", says: [boundary] },
  ])('$file: $code', async ({ file, code, says }) => {
    expect(await lint(file, code)).toEqual(says);
  });

  it('whatever the form of the import', async () => {
    const code = [
      "import type { Plan } from '@dust-workspace/lifecycle';",
      "export * from '@dust-workspace/lifecycle';",
      "export type { Task } from '@dust-workspace/lifecycle';",
      "export const later = () => import('@dust-workspace/lifecycle');",
      'export type { Plan };',
    ].join('\n');
    expect(await lint('localbin/runtime/src/x.ts', code)).toEqual([boundary, boundary, boundary, boundary]);
  });

  it.each<Case>([
    { file: 'localbin/runtime/src/x.ts', code: "import '../../component/src/result.js';", says: [boundary] },
    { file: 'localbin/runtime/src/x.ts', code: "import '../../component/dist/index.js';", says: [boundary] },
    { file: 'localbin/runtime/src/x.ts', code: "import '../../lifecycle/src/plan.js';", says: [boundary] },
    { file: 'localbin/runtime/src/x.ts', code: "import '../../../package.json' with { type: 'json' };", says: [boundary] },
    { file: 'ops/e2e/src/x.test.ts', code: "import '../../../localbin/dsw/src/index.js';", says: [boundary] },
    { file: 'platform/redis/src/x.test.ts', code: "import '../../timescale/src/index.js';", says: [boundary] },
  ])('and never by path: $file: $code', async ({ file, code, says }) => {
    expect(await lint(file, code)).toEqual(says);
  });

  it('and helpers of tests only from tests', async () => {
    const code = "import '@dust-workspace/runtime/testing';";
    expect(await lint('localbin/lifecycle/src/x.ts', code)).toEqual([boundary]);
    expect(await lint('localbin/lifecycle/src/x.test.ts', code)).toEqual([]);
    expect(await lint('localbin/lifecycle/src/testing/x.ts', code)).toEqual([]);
  });

  it('and a folder without a number is no room', async () => {
    const code = "import '@dust-workspace/component';\nimport 'execa';\nimport 'yaml';";
    expect(await lint('localbin/attic/src/x.ts', code)).toEqual([boundary, boundary]);
  });
});

describe('component packages see the component room', () => {
  it.each<Case>([
    { file: 'platform/redis/src/index.ts', code: "import '@dust-workspace/component';", says: [] },
    { file: 'platform/redis/src/index.ts', code: "import '@dust-workspace/postgresql';", says: [] },
    { file: 'platform/redis/src/index.ts', code: "import '@dust-workspace/postgresql/testing';", says: [boundary] },
    { file: 'platform/redis/src/index.test.ts', code: "import '@dust-workspace/postgresql/testing';", says: [] },
    { file: 'localbin/postgresql/src/x.ts', code: "import '@dust-workspace/component/hooks';", says: [] },
    { file: 'localbin/postgresql/src/x.ts', code: "import '@dust-workspace/runtime';", says: [boundary] },
    { file: 'localbin/postgresql/src/x.ts', code: "import '@dust-workspace/timescale';", says: [boundary] },
    { file: 'localbin/postgresql/src/testing/x.ts', code: "import '@dust-workspace/runtime/testing';", says: [] },
    { file: 'localbin/backup/src/x.ts', code: "import '@dust-workspace/postgresql';", says: [boundary] },
    { file: 'platform/redis/src/index.ts', code: "import '@dust-workspace/runtime';", says: [boundary] },
    { file: 'platform/redis/src/index.ts', code: "import '@dust-workspace/timescale';", says: [boundary] },
    { file: 'platform/redis/src/index.ts', code: "import '@dust-workspace/lifecycle';", says: [boundary] },
    { file: 'application/other/src/index.ts', code: "import '@dust-workspace/lifecycle';", says: [boundary] },
    { file: 'platform/console/src/index.ts', code: "import '@dust-workspace/lifecycle';", says: [boundary] },
    { file: 'application/console/src/index.ts', code: "import '@dust-workspace/lifecycle';", says: [] },
    { file: 'application/console/src/index.ts', code: "import '@dust-workspace/runtime';", says: [boundary] },
    { file: 'platform/redis/src/index.test.ts', code: "import '@dust-workspace/runtime';", says: [] },
    { file: 'platform/redis/src/index.test.ts', code: "import '@dust-workspace/runtime/testing';", says: [] },
    { file: 'platform/redis/src/index.test.ts', code: "import '@dust-workspace/timescale';", says: [boundary] },
  ])('$file: $code', async ({ file, code, says }) => {
    expect(await lint(file, code)).toEqual(says);
  });
});

describe('one door to each world', () => {
  const modules = ['node:child_process', 'child_process', 'execa', 'dotenv', 'dotenv/config', 'tar', 'node:zlib', 'zlib'] as const;
  const doors: Record<string, readonly string[]> = {
    component: [],
    environment: ['dotenv', 'dotenv/config'],
    runtime: ['node:child_process', 'child_process', 'execa'],
    backup: ['tar', 'node:zlib', 'zlib'],
    lifecycle: [],
    nx: [],
    dsw: [],
  };

  it.each(Object.entries(doors))('%s may use %j', async (room, allowed) => {
    const refused = await Promise.all(
      modules.map(async (module) => ((await lint(`localbin/${room}/src/x.ts`, `import '${module}';`)).includes(boundary) ? [module] : [])),
    );
    expect(refused.flat()).toEqual(modules.filter((module) => !allowed.includes(module)));
  });

  it.each<Case>([
    { file: 'platform/redis/src/index.ts', code: "import 'execa';", says: [boundary] },
    { file: 'application/console/src/index.ts', code: "await import('node:child_process');", says: [boundary] },
    { file: 'localbin/dsw/src/x.ts', code: "export * from 'tar';", says: [boundary] },
    { file: 'localbin/dsw/src/x.ts', code: "import type { Options } from 'execa';\nexport type { Options };", says: [] },
    { file: 'localbin/lifecycle/src/supervisorProcess.ts', code: "import 'node:child_process';", says: [] },
    { file: 'localbin/lifecycle/src/supervisorProcess.ts', code: "import 'tar';", says: [boundary] },
    { file: 'application/console/src/runProcess.ts', code: "import 'node:child_process';", says: [] },
    { file: 'localbin/dsw/src/x.test.ts', code: "import 'execa';", says: [] },
    { file: 'localbin/dsw/src/testing/x.ts', code: "import 'execa';", says: [] },
    { file: 'ops/e2e/src/x.ts', code: "import 'execa';", says: [] },
  ])('$file: $code', async ({ file, code, says }) => {
    expect(await lint(file, code)).toEqual(says);
  });
});
