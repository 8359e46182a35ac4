import { cleanHost as clean, renderHostPlan, type HostScope } from '@dust-workspace/lifecycle';
import type { Face } from './face.js';
import type { VerbOptions } from './options.js';
import { runRequest } from './runRequest.js';

/** Stops and removes what is here of the workspace. No component has to be sound for it. */
export function cleanHost(face: Face, scope: HostScope, options: VerbOptions): Promise<number> {
  return runRequest(face, `dsw host-${scope}`, options, async ({ open, runOptions }) => {
    const report = await clean(open, scope, runOptions);
    return report.ok ? { ok: true, value: { report: report.value, showStatus: false, showPlan: renderHostPlan } } : report;
  });
}
