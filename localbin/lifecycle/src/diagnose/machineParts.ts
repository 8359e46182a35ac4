import { readFile } from 'node:fs/promises';
import { cpus, loadavg, release, uptime, version } from 'node:os';
import { join } from 'node:path';
import { askProgram, composeVersion, engineFacts, runGit } from '@dust-workspace/runtime';
import { readMemory } from '../doctor/probes/readMemory.js';
import type { Part } from './part.js';

export interface MachinePlace {
  readonly root: string;
  readonly processEnv: NodeJS.ProcessEnv;
  /** Of the command that makes the bundle. */
  readonly dsw: string;
}

/** Milliseconds that a program or an engine may take to answer. */
const deadline = 15_000;

/** What can be told of the machine, whatever is the matter with the workspace. */
export function machineParts(place: MachinePlace): Part[] {
  return [
    {
      name: 'versions.json',
      holds: 'versions of Node, the system, the engine, Compose, dsw and Nx, and the commit of the workspace',
      gather: () => versions(place),
    },
    { name: 'machine.json', holds: 'processors, memory, load, and the variables of the shell that matter', gather: () => machine(place) },
  ];
}

async function versions({ root, processEnv, dsw }: MachinePlace): Promise<unknown> {
  const [engine, compose, openssl, system, nx, own, commit] = await Promise.all([
    engineFacts({ processEnv, uid: process.geteuid?.() ?? -1, deadline }),
    composeVersion(processEnv, deadline),
    askProgram('openssl', ['version'], { processEnv, deadline }),
    readFile('/etc/os-release', 'utf8').catch(() => ''),
    versionIn(join(root, 'node_modules', 'nx', 'package.json')),
    versionIn(join(root, 'package.json')),
    commitOf(root, processEnv),
  ]);
  return {
    dsw,
    workspace: own,
    git: commit,
    node: process.versions.node,
    nx,
    system: /^PRETTY_NAME="?([^"\n]*)/m.exec(system)?.[1] ?? process.platform,
    kernel: `${release()} ${version()}`,
    architecture: process.arch,
    engine: engine.ok ? engine.value : engine.diagnostics.map(({ message }) => message).join('; '),
    compose: compose.kind === 'said' ? compose.text.split('\n').at(-1) : compose.kind,
    openssl: openssl.kind === 'said' ? openssl.text : openssl.kind,
  };
}

async function versionIn(file: string): Promise<string | null> {
  try {
    const { version: found } = JSON.parse(await readFile(file, 'utf8')) as { version?: unknown };
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}

/** The commit, and how many files differ from it, by their states. */
async function commitOf(root: string, processEnv: NodeJS.ProcessEnv): Promise<unknown> {
  const [head, status] = await Promise.all([
    runGit(root, processEnv, ['log', '-1', '--format=%H %cI %D']),
    runGit(root, processEnv, ['status', '--porcelain', '--untracked-files=normal']),
  ]);
  if (head?.status !== 0) return null;
  const changed = (status?.output ?? '').split('\n').filter((line) => line !== '');
  return { head: head.output.trim(), changed: changed.slice(0, 200), more: Math.max(0, changed.length - 200) };
}

/** Variables that change what commands do; what others a shell has is nobody's business. */
const telling =
  /^(?:DSW_\w+|DOCKER_\w+|CONTAINER_HOST|COMPOSE_\w+|NODE_\w+|NX_\w+|npm_config_user_agent|PATH|LANG|LC_ALL|TZ|TERM|SHELL|CI|NO_COLOR|EDITOR|VISUAL|XDG_\w+|TMPDIR)$/;

async function machine({ processEnv }: MachinePlace): Promise<unknown> {
  const variables = Object.fromEntries(Object.entries(processEnv).filter(([name]) => telling.test(name)));
  return {
    processors: cpus().length,
    model: cpus()[0]?.model ?? null,
    load: loadavg(),
    upSeconds: Math.round(uptime()),
    memory: await readMemory(),
    user: { uid: process.geteuid?.() ?? null, gid: process.getegid?.() ?? null },
    variables,
  };
}
