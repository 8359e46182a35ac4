import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import { askProgram, composeVersion, engineFacts, nodeStarts, type ProgramAnswer } from '@dust-workspace/runtime';
import { findEditor } from './probes/findEditor.js';
import { readDisks, type KeptIn } from './probes/readDisks.js';
import { readMemory } from './probes/readMemory.js';
import { readOpenFiles } from './probes/readOpenFiles.js';
import { look } from './seen.js';
import type { EngineSeen, MachineSymptoms } from './symptoms.js';

export interface MachineLook {
  readonly root: string;
  readonly processEnv: NodeJS.ProcessEnv;
  /** Where more than the workspace itself is kept. */
  readonly kept: readonly KeptIn[];
}

/** Milliseconds that each look may take. */
export const patience = 15_000;

/** Looks at this machine and its container engine. Each look fails by itself. Nothing leaves the machine, unless its engine is elsewhere. */
export async function gatherMachine({ root, processEnv, kept }: MachineLook): Promise<MachineSymptoms> {
  // By itself: others at work would make it look slow.
  const starts = await look(patience, () => measureStarts(processEnv));
  const engine = look(patience, () => askEngine(processEnv));
  const disks = look(patience, async () => {
    const asked = await engine;
    return readDisks([{ folder: root, what: 'the workspace' }, ...kept, { folder: tmpdir(), what: 'temporary files' }, ...dataOf(asked)]);
  });
  const [memory, openFiles, openssl, git, editor] = await Promise.all([
    look(patience, readMemory),
    look(patience, readOpenFiles),
    look(patience, async () => {
      const { opensslVersion } = await import('@dust-workspace/environment/secrets');
      return opensslVersion();
    }),
    look(patience, async () => versionOf(await askProgram('git', ['--version'], { processEnv, deadline: patience }))),
    look(patience, () => findEditor(processEnv, root)),
  ]);
  const host = { nodeVersion: process.versions.node, platform: process.platform };
  return { host, nodeStarts: starts, disks: await disks, memory, openFiles, openssl, git, editor, engine: await engine };
}

/** Variables with which Node does more than it must whenever it starts. */
const slowing = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_V8_COVERAGE', 'NODE_DEBUG'];

/** To measure takes half a second: only where there is something to suspect. */
async function measureStarts(processEnv: NodeJS.ProcessEnv): ReturnType<typeof measured> {
  const variables = slowing.filter((name) => (processEnv[name] ?? '') !== '');
  return variables.length === 0 ? undefined : measured(variables, processEnv);
}

async function measured(variables: readonly string[], processEnv: NodeJS.ProcessEnv) {
  const starts = await nodeStarts(variables, { processEnv, deadline: patience });
  return starts === undefined ? undefined : { variables, starts };
}

async function askEngine(processEnv: NodeJS.ProcessEnv): Promise<EngineSeen> {
  const facts = await engineFacts({ processEnv, uid: process.geteuid?.() ?? -1, deadline: patience });
  if (!facts.ok) return { answers: false, problems: facts.diagnostics };
  return { answers: true, facts: facts.value, compose: await composeVersion(processEnv, patience) };
}

/** Of an engine on another machine, or in a virtual one, the folder is not here. */
function dataOf(engine: Awaited<ReturnType<typeof look<EngineSeen>>>): KeptIn[] {
  if (engine.kind === 'unseen' || !engine.value.answers) return [];
  const { local, dataFolder } = engine.value.facts;
  return local && dataFolder !== undefined && isAbsolute(dataFolder) && process.platform === 'linux'
    ? [{ folder: dataFolder, what: 'what the container engine keeps' }]
    : [];
}

function versionOf(answer: ProgramAnswer): string | undefined {
  switch (answer.kind) {
    case 'said':
      return answer.text.split('\n')[0];
    case 'missing':
      return undefined;
    case 'failed':
      throw new Error(answer.reason);
  }
}
