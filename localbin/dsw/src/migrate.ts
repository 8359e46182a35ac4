import type { Face } from './face.js';
import type { VerbOptions } from './options.js';
import { runRequest } from './runRequest.js';

/** Takes the data of the environment to another runtime and returns the exit status. */
export function migrate(face: Face, options: VerbOptions & { readonly to: 'compose' | 'process' }): Promise<number> {
  const { to } = options;
  return runRequest(face, `dsw migrate --to ${to}`, options, async ({ openWorkspace, runOptions }) => {
    const opened = await openWorkspace();
    if (!opened.ok) return opened;
    const report = await opened.value.migrate(to, runOptions);
    const after = await openWorkspace();
    return after.ok
      ? { ok: true, value: { workspace: after.value, report, asked: { names: [], verb: 'restore' }, showStatus: true } }
      : after;
  });
}
