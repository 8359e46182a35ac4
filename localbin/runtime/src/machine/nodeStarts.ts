import { askProgram } from './askProgram.js';

/** How long Node takes to start and end, in milliseconds: the best of a few attempts. */
export interface NodeStarts {
  readonly asIs: number;
  /** Without the variables that were asked about. */
  readonly without: number;
}

/** Starts Node as the shell would, and without some of its variables, in turns. Undefined where it does not start. `deadline` in milliseconds. */
export async function nodeStarts(
  variables: readonly string[],
  { processEnv, deadline }: { readonly processEnv: NodeJS.ProcessEnv; readonly deadline: number },
): Promise<NodeStarts | undefined> {
  const bare = Object.fromEntries(Object.entries(processEnv).filter(([name]) => !variables.includes(name)));
  const took = { asIs: Infinity, without: Infinity };
  for (let attempt = 0; attempt < attempts; attempt++) {
    took.asIs = Math.min(took.asIs, await timeOf(processEnv, deadline));
    took.without = Math.min(took.without, await timeOf(bare, deadline));
  }
  return Number.isFinite(took.asIs + took.without) ? took : undefined;
}

const attempts = 3;

async function timeOf(processEnv: NodeJS.ProcessEnv, deadline: number): Promise<number> {
  const begun = performance.now();
  const answer = await askProgram(process.execPath, ['-e', '0'], { processEnv, deadline });
  return answer.kind === 'said' ? performance.now() - begun : Infinity;
}
