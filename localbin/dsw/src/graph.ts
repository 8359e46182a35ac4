import { graphAsJson, graphAsMermaid, paintFor, renderGraph, selectGraph, terminalWidth, type States } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';
import { shownComponents } from './shownComponents.js';

export interface GraphOptions extends GlobalOptions {
  readonly format: 'text' | 'mermaid' | 'json';
  readonly json?: true;
  readonly state?: true;
}

/** Who needs whom: of `names` and what they need, or of all. Without --state nothing is asked but the manifests. */
export async function graph(face: Face, names: readonly string[], { json, ...options }: GraphOptions): Promise<number> {
  return withWorkspace(face, options, names, async (workspace) => {
    const chosen = selectGraph(workspace.dependencies(), shownComponents(workspace, names, options));
    const report = options.state === true ? await workspace.status(chosen.map(({ component }) => component)) : undefined;
    const states: States | undefined = report && new Map(report.components.map(({ name, state }) => [name, state]));
    const format = json === true ? 'json' : options.format;
    if (format === 'json') print(face.stdout, JSON.stringify(graphAsJson(chosen, states), null, 2));
    else if (format === 'mermaid') print(face.stdout, graphAsMermaid(chosen, states));
    else {
      const look = { paint: paintFor(face.stdout, face.processEnv), width: terminalWidth(face.stdout), ...(states && { states }) };
      print(face.stdout, `${renderGraph(chosen, look)}\n\nnx graph shows the other projects, and what targets wait for`);
    }
    const problems = report?.diagnostics ?? workspace.catalog.diagnostics;
    printDiagnostics(face, problems);
    return problems.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.ok;
  });
}
