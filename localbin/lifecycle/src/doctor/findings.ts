import { lookForEngine } from '@dust-workspace/runtime';
import type { Session } from '../session.js';
import { examine, type Finding } from './examine.js';

/** Looks at this machine and at the components of the profile with what they need, or at `names`. Reads only. */
export async function findings(session: Session, names: readonly string[]): Promise<Finding[]> {
  const { catalog, graph, selection, processEnv } = session.base;
  const inProfile = [...catalog.components.values()].filter(({ manifest }) => manifest.profiles.includes(selection.profile));
  const chosen = graph.preparation(graph.closure(names.length === 0 ? inProfile.map(({ name }) => name) : names));
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
