import { findProgram } from '@dust-workspace/runtime';
import type { Editor } from '../symptoms.js';

/** The editor that commands would open, and whether its program is here. */
export async function findEditor(processEnv: NodeJS.ProcessEnv, directory: string): Promise<Editor> {
  const from = (['VISUAL', 'EDITOR'] as const).find((name) => (processEnv[name] ?? '') !== '');
  const command = from === undefined ? 'vi' : (processEnv[from] ?? '');
  // It may be a command with arguments, and is given to a shell.
  const [program = command] = /^(?:"[^"]+"|'[^']+'|\S+)/.exec(command.trim()) ?? [];
  const bare = program.replace(/^(["'])(.*)\1$/, '$2');
  return { command, from, found: (await findProgram(bare, { path: processEnv['PATH'] ?? '', directory })) !== undefined };
}
