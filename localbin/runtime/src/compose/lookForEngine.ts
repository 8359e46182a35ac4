import { findCompose } from './composeProgram.js';
import { connectEngine } from './engine.js';

/** Whether containers can be run here: an engine answers, and there is Compose. `name` and `reason` are for people. */
export async function lookForEngine(
  processEnv: NodeJS.ProcessEnv,
  uid: number = process.geteuid?.() ?? -1,
): Promise<{ readonly answers: true; readonly name: string } | { readonly answers: false; readonly reason: string }> {
  const engine = await connectEngine({ processEnv, uid });
  if (!engine.ok) return { answers: false, reason: engine.diagnostics.map(({ message }) => message).join('; ') };
  const { product, version } = engine.value;
  const name = `${product === 'podman' ? 'podman' : 'Docker'} ${version}`;
  const compose = await findCompose(processEnv);
  return compose.ok ? { answers: true, name } : { answers: false, reason: `${name} answers, but Docker Compose is not installed` };
}
