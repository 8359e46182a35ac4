import { findCompose, type ComposeProgram } from '../compose/composeProgram.js';

/** Compose for tests that need no engine. Where it is absent, `skipped` says so at the end of the name of what is skipped. */
export async function composeForTests(): Promise<{ readonly program?: ComposeProgram; readonly skipped: string }> {
  const found = await findCompose(process.env);
  return found.ok ? { program: found.value, skipped: '' } : { skipped: ' (skipped: no docker compose here)' };
}
