import { lookForEngine } from '@dust-workspace/runtime';
import { profileComponents } from '../profileComponents.js';
import type { Session } from '../session.js';
import { examine, type Finding } from './examine.js';

/** Looks at this machine and at the components of the profile with what they need, or at `names`. Reads only. */
export async function findings(session: Session, names: readonly string[]): Promise<Finding[]> {
  const { graph, selection, processEnv } = session.base;
  const chosen = graph.preparation(graph.closure(names.length === 0 ? profileComponents(session.base) : names));
  const [observed, engine] = await Promise.all([session.observe(chosen), lookForEngine(processEnv)]);
  return examine({
    host: { nodeVersion: process.versions.node, platform: process.platform },
    engine,
    components: chosen.map((name) => session.component(name)),
    observed,
    set: new Map(
      session.instances(chosen).map(({ instance, variables }) => [instance.component.name, new Set(variables.variables.keys())]),
    ),
    environment: selection.environment,
  });
}
