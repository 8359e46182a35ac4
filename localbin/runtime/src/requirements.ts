import type { ProcessRuntime } from '@dust-workspace/component';
import { findProgram, type SearchPlace } from './findProgram.js';

/** Why a component cannot run as a process on this machine and what to install, or undefined when all that it requires is there. */
export async function missingRequirements(
  requires: ProcessRuntime['requires'],
  find: (program: string) => Promise<boolean>,
): Promise<string | undefined> {
  const missing: string[] = [];
  for (const { program, install } of requires) {
    const found = await Promise.all(program.map(find));
    if (!found.includes(true)) missing.push(`needs ${program.join(' or ')}: ${install}`);
  }
  return missing.length === 0 ? undefined : missing.join('; ');
}

/** A search that looks for each program once. */
export function programFinder(path: string): (program: string, directory: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (program, directory) => {
    const place: SearchPlace = { path, directory };
    const key = program.includes('/') && !program.startsWith('/') ? `${directory}/${program}` : program;
    const search = known.get(key) ?? findProgram(program, place).then((found) => found !== undefined);
    known.set(key, search);
    return search;
  };
}
