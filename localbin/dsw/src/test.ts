import { problem } from '@dust-workspace/component';
import { runInContext } from './context.js';
import { exitCodes, type Face } from './face.js';
import { withWorkspace } from './open.js';
import type { VerbOptions } from './options.js';
import { runRequest } from './runRequest.js';

/** Brings up what the tests of a component need, then runs them in its context. Returns their exit status. */
export async function test(face: Face, component: string, words: readonly string[], options: VerbOptions): Promise<number> {
  const status = await runRequest(face, `dsw test ${component}`, options, async ({ openWorkspace, runOptions }) => {
    const workspace = await openWorkspace();
    if (!workspace.ok) return workspace;
    const known = workspace.value.checkNames([component]);
    if (!known.ok) return known;
    const { components } = workspace.value.catalog;
    if (components.get(component)?.manifest.test === undefined) return { ok: false, diagnostics: [untested(component, components)] };
    const report = await workspace.value.run({ kind: 'word', word: 'test', names: [component] }, runOptions);
    return { ok: true, value: { workspace: workspace.value, report, indivisible: true, showStatus: false } };
  });
  if (status !== exitCodes.ok || options.dryRun === true) return status;
  return withWorkspace(face, options, [component], async (workspace) => {
    const [program, ...rest] = workspace.catalog.components.get(component)?.manifest.test?.command ?? [];
    return program === undefined
      ? exitCodes.failed
      : runInContext(face, workspace, { component, command: [program, ...rest, ...words], at: 'package' });
  });
}

function untested(
  name: string,
  components: ReadonlyMap<string, { readonly manifest: { readonly test?: unknown } }>,
): ReturnType<typeof problem> {
  const tested = [...components].filter(([, { manifest }]) => manifest.test !== undefined).map(([other]) => other);
  const remedy = tested.length === 0 ? 'A manifest names its command under `test`.' : `These have: ${tested.join(', ')}.`;
  return problem('untested', `${name} has no tests to run`, remedy);
}
