import { findCompose, type ComposeProgram } from '../compose/composeProgram.js';

/** Compose for tests that need no engine; where there is none, `absent` is why they are skipped. */
export async function composeForTests(): Promise<{ readonly program?: ComposeProgram; readonly absent?: string }> {
  const found = await findCompose(process.env);
  return found.ok ? { program: found.value } : { absent: found.diagnostics.map(({ message }) => message).join('; ') };
}
