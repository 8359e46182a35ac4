import type { Diagnostic } from '@dust-workspace/component';
import { examineEngine } from './examineEngine.js';
import { examineMachine } from './examineMachine.js';
import type { Finding } from './finding.js';
import { gatherMachine } from './gatherMachine.js';

/** What can be said of the machine where the workspace cannot be opened, and why it cannot. */
export async function examineWithout(root: string, processEnv: NodeJS.ProcessEnv, diagnostics: readonly Diagnostic[]): Promise<Finding[]> {
  const symptoms = await gatherMachine({ root, processEnv, kept: [] });
  const reasons = diagnostics.map(({ file, range, message, remedy }): Finding => {
    const place = file === undefined ? '' : `${file}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`}: `;
    return {
      kind: 'problem',
      group: 'workspace',
      subject: 'workspace',
      message: `${place}${message}`,
      why: 'no command can work on it like this',
      ...(remedy === undefined ? {} : { remedy }),
    };
  });
  return [...examineMachine(symptoms), ...examineEngine(symptoms.engine, false), ...reasons];
}
