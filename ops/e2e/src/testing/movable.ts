import { shellImage } from '@dust-workspace/runtime/testing';
import { containersOf } from './containers.js';
import { processesIn } from './leftBy.js';
import type { Workspace } from './workspace.js';

/** For commands that are to have no containers, or nothing else, whatever the workspace says. */
export const asProcesses = { env: { DSW_RUNTIME: 'process' } };
export const asContainers = { env: { DSW_RUNTIME: 'compose' } };

/** Notes in its data where each of its starts was, if it keeps any. */
const notes = `trap 'exit 0' TERM
echo "$0 in \${WHERE:-a process}" >>"$DSW_VOLUME/starts"
sleep infinity & wait
`;

export const keepsNothing = `trap 'exit 0' TERM
sleep infinity & wait
`;

/** A component that runs the same shell script as a process or in a container. */
export function movable(
  name: string,
  { manifest = '', script = notes }: { manifest?: string; script?: string } = {},
): Record<string, string> {
  const folder = `platform/${name}`;
  return {
    [`${folder}/component.yaml`]: `description: A shell in either runtime
profiles: [starter]
runtimes:
  compose: { file: compose.yaml, service: main }
  process: { command: [sh, ${name}.sh], user: unprivileged }
ready: { command: [test, -d, .], within: 20s }
${manifest}`,
    [`${folder}/compose.yaml`]: `services:
  main:
    image: ${shellImage}
    user: \${DSW_UID}:\${DSW_GID}
    working_dir: /component
    command: [sh, ${name}.sh]
    environment: { DSW_VOLUME: /volume, WHERE: a container }
    volumes:
      - .:/component:ro
      - \${DSW_VOLUME}:/volume
`,
    [`${folder}/${name}.sh`]: script,
  };
}

/** Hooks for a component that keeps lines in the file `rows`; a kill meets them at work. */
export function rowsHooks(name: string): Record<string, string> {
  return {
    [`platform/${name}/scripts/backup.sh`]: 'cat "$DSW_VOLUME/rows"; sleep 0.05\n',
    [`platform/${name}/scripts/restore.sh`]:
      'head -n 1 >"$DSW_VOLUME/rows.new"; sleep 0.05; mv "$DSW_VOLUME/rows.new" "$DSW_VOLUME/rows"\n',
  };
}

/** State and runtime of each component, as status tells them. */
export async function whereabouts(workspace: Workspace): Promise<Record<string, string>> {
  const { stdout } = await workspace.dsw('status --json');
  const { components } = JSON.parse(stdout) as { components: { name: string; state: string; runtime: string }[] };
  return Object.fromEntries(components.map(({ name, state, runtime }) => [name, `${state} ${runtime}`]));
}

/** What really runs, by component: each in one world, or it is an error. */
export async function running(workspace: Workspace): Promise<Record<string, 'process' | 'compose'>> {
  const containers = Object.entries(await containersOf(workspace)).flatMap(([name, { state }]) => (state === 'running' ? [name] : []));
  const processes = processesIn(workspace.root).flatMap((line) => /^sh (\w+)\.sh$/.exec(line)?.[1] ?? []);
  const twice = processes.filter((name, index) => containers.includes(name) || processes.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`${twice.join(', ')} runs twice`);
  return Object.fromEntries([
    ...processes.map((name) => [name, 'process'] as const),
    ...containers.map((name) => [name, 'compose'] as const),
  ]);
}
