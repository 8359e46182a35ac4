import { ok, type Result } from '@dust-workspace/component';
import { hashOf, stampDone } from '../hookStamp.js';
import { loadHook } from '../loadHooks.js';
import { runHook, runScript } from '../runHook.js';
import type { Session } from '../session.js';

/** Runs the init hook, then stamps the volume. Without the stamp, which comes last, the hook runs again. */
export async function init(session: Session, name: string, log: (line: string) => void): Promise<Result<string>> {
  const { instance } = session.resolved(name);
  const { component } = instance;
  const hook = await loadHook(component, 'init');
  if (!hook.ok) return hook;
  if (hook.value === undefined) return ok('has nothing to initialise');
  const found = hook.value;
  const hash = await hashOf('init', instance);
  const done = await runHook('init', session.hookRun(instance, session.deadlines.hook, log), (context) =>
    found.kind === 'script' ? runScript(context, found.file) : found.run.call(found.hooks, context),
  );
  if (!done.ok) return done;
  await stampDone('init', instance.volume, hash, session.base.now());
  return ok('initialised');
}
