import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, expectTypeOf, it } from 'vitest';
import { defineComponent, HookFailure } from './hooks.js';
import type { HookContext } from './hooks.js';

interface Manifest {
  env: { readonly POSTGRES_USER: string; readonly LIMIT: number | undefined };
  port: 'TIMESCALE_PORT';
}

it('types the hooks of a component from its manifest', () => {
  const hooks = defineComponent<Manifest>({
    init: async ({ env, endpoint }) => {
      expectTypeOf(env.POSTGRES_USER).toEqualTypeOf<string>();
      expectTypeOf(env.LIMIT).toEqualTypeOf<number | undefined>();
      expectTypeOf(endpoint).parameter(0).toEqualTypeOf<'TIMESCALE_PORT'>();
    },
  });
  expect(Object.keys(hooks)).toEqual(['init']);
});

it('leaves the hooks of a component without generated types untyped', () => {
  defineComponent({
    init: async (context) => {
      expectTypeOf(context).toEqualTypeOf<HookContext>();
      expectTypeOf(context.env['ANY']).toEqualTypeOf<string | number | boolean | undefined>();
    },
  });
});

it('gives hooks a failure that people can read', () => {
  const failure = new HookFailure('no space left', 'Free some.');
  expect([failure.name, failure.message, failure.remedy]).toEqual(['HookFailure', 'no space left', 'Free some.']);
});

it('is a module of its own, which loads nothing else of the package', () => {
  const script = "import { defineComponent } from '@dust-workspace/component/hooks'; console.log(typeof defineComponent);";
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual(['function\n', '']);
  const built = readFileSync(new URL('../dist/hooks.js', import.meta.url), 'utf8');
  expect(built).not.toMatch(/^import|^export .* from|require\(|import\(/m);
});
