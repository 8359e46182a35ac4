import type { Diagnostic } from '@dust-workspace/component';
import type { Instance } from '../runtime.js';
import { resolveService } from './resolvedService.js';

/** As whom and where it would run makes no difference to whether a definition is right. */
const somebody = { uid: 0, gid: 0, owner: { uid: 0, gid: 0 } };

/** What is wrong with the compose file of an instance; nothing for a component without one. Needs no engine. */
export async function checkDefinition(instance: Instance): Promise<readonly Diagnostic[]> {
  if (instance.component.manifest.runtimes.compose === undefined) return [];
  const resolved = await resolveService(instance, { user: somebody, home: '/' });
  return resolved.ok ? [] : resolved.diagnostics;
}
