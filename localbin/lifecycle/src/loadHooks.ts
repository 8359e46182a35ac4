import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { fail, hookNames, ok, problem, type Component, type HookName, type Hooks, type Result } from '@dust-workspace/component';
import { placeIn } from './strayErrors.js';
import { importModule } from './importModule.js';

/** A hook of a component: code of its package, or a shell script. Code goes first where both exist. */
export type Hook<Name extends HookName = HookName> =
  | { readonly kind: 'code'; readonly hooks: Hooks; readonly run: NonNullable<Hooks[Name]> }
  | { readonly kind: 'script'; readonly file: string };

/** Finds one hook, loading the package's code only now. `undefined` when the component has none of that name. */
export async function loadHook<Name extends HookName>(component: Component, name: Name): Promise<Result<Hook<Name> | undefined>> {
  const loaded = await loadModule(component);
  if (!loaded.ok) return loaded;
  const run = loaded.value?.[name];
  if (loaded.value !== undefined && run !== undefined) return ok({ kind: 'code', hooks: loaded.value, run });
  const file = component.hooks.scripts[name];
  return ok(file === undefined ? undefined : { kind: 'script', file });
}

async function loadModule(component: Component): Promise<Result<Hooks | undefined>> {
  const { module } = component.hooks;
  if (module === undefined) return ok(undefined);
  if (!(await exists(module))) {
    if (Object.keys(component.hooks.scripts).length > 0) return ok(undefined);
    return fail(problem('hooks-not-built', `the hooks of ${component.name} are not built: ${module} is missing`, 'Run npm run build.'));
  }
  try {
    const loaded = await importModule(pathToFileURL(module).href);
    return checked(component, (loaded as { readonly default?: unknown }).default);
  } catch (error) {
    const place = placeIn(component.directory, error);
    return fail(
      problem(
        'hooks-broken',
        `the hooks of ${component.name} cannot be loaded: ${messageOf(error)}${place === undefined ? '' : ` (${place})`}`,
        `Correct the package in ${component.root}/.`,
      ),
    );
  }
}

/** A package without a default export has no hooks: an application, say. */
function checked(component: Component, exported: unknown): Result<Hooks | undefined> {
  if (exported === undefined) return ok(undefined);
  if (typeof exported !== 'object' || exported === null)
    return fail(
      problem('hooks-broken', `the default export of ${component.name} is no object`, 'Export the result of defineComponent({…}).'),
    );
  for (const name of hookNames) {
    const hook = (exported as Record<string, unknown>)[name];
    if (hook !== undefined && typeof hook !== 'function')
      return fail(problem('hooks-broken', `${name} of ${component.name} is no function`, 'Correct what src/index.ts exports.'));
  }
  return ok(exported);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
