import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvironmentName, diffVariables, knownEnvironments, unknownEnvironment, type Difference } from '@dust-workspace/environment';
import { openWorkspace, type OpenOptions } from '../openWorkspace.js';

/** What is different in two environments, by what their layers say. Nothing needs to run. */
export async function diffEnvironments(open: OpenOptions, first: string, second: string): Promise<Result<readonly Difference[]>> {
  const known = knownEnvironments(open.root).map(({ name }) => name);
  const wrong = [first, second].flatMap((name): readonly Diagnostic[] => {
    const sound = checkEnvironmentName(name);
    if (!sound.ok) return sound.diagnostics;
    return known.includes(name) ? [] : [unknownEnvironment(name, known)];
  });
  if (wrong.length > 0) return fail(...wrong);
  const [one, other] = await Promise.all([first, second].map((environment) => openWorkspace({ ...open, environment })));
  if (one?.ok !== true) return one ?? ok([]);
  if (other?.ok !== true) return other ?? ok([]);
  const [a, b] = await Promise.all([one.value.allVariables(), other.value.allVariables()]);
  const unreadable = [...a.values(), ...b.values()].flatMap(({ readable, diagnostics }) => (readable ? [] : diagnostics));
  return unreadable.length > 0 ? fail(...unreadable) : ok(diffVariables(a, b));
}
