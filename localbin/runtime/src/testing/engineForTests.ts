import { connectEngine, type Engine } from '../compose/engine.js';
import { findCompose } from '../compose/composeProgram.js';

export type { Engine } from '../compose/engine.js';

/** The engine and Compose that tests may use, or what of them is absent here: a test that needs them says so when it skips. */
export async function engineForTests(): Promise<Engine | string> {
  const [engine, compose] = await Promise.all([
    connectEngine({ processEnv: process.env, uid: process.geteuid?.() ?? -1 }),
    findCompose(process.env),
  ]);
  if (!engine.ok) return engine.diagnostics.map(({ message }) => message).join('; ');
  if (!compose.ok) return compose.diagnostics.map(({ message }) => message).join('; ');
  return engine.value;
}
