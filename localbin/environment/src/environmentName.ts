import { fail, namePattern, ok, problem, type Result } from '@dust-workspace/component';
import { reservedEnvironmentNames } from './paths.js';

/** How long the name of an environment may be: it becomes part of other names. */
const longestName = 40;

/** Whether an environment may have this name. */
export function checkEnvironmentName(name: string): Result<void> {
  const shown = JSON.stringify(name.slice(0, 60));
  if (reservedEnvironmentNames.includes(name))
    return fail(problem('environment-name', `the name ${shown} is reserved`, 'Choose another name for the environment.'));
  if (namePattern.test(name) && name.length <= longestName) return ok();
  const remedy = `Use up to ${longestName} lower-case letters, digits and dashes, a letter first.`;
  return fail(problem('environment-name', `${shown} is no name for an environment`, remedy));
}
