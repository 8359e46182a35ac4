import { addComponent, nextCommands, planComponent, renderAdded } from '@dust-workspace/lifecycle/add';
import type { AddOptions } from './addCommands.js';
import { exitCodes, print, type Face } from './face.js';
import { openOptions, printDiagnostics } from './open.js';

/** Adds a component to the workspace, or says what that would write. */
export async function add(face: Face, place: string, options: AddOptions): Promise<number> {
  const open = openOptions(face, {});
  if (open === undefined) return exitCodes.usage;
  const { port, profile, dryRun, json, ...rest } = options;
  const request = { ...rest, place, ports: port, profiles: profile };
  const done = await (dryRun === true ? planComponent : addComponent)(open.root, request);
  if (!done.ok) {
    printDiagnostics(face, done.diagnostics);
    return exitCodes.failed;
  }
  const { draft, files } = done.value;
  const next = nextCommands(draft);
  const answer = { component: draft.name, dryRun: dryRun === true, files: files.map(({ kind, path }) => ({ kind, path })), next };
  print(face.stdout, json === true ? JSON.stringify(answer, null, 2) : renderAdded(done.value, dryRun === true));
  return exitCodes.ok;
}
