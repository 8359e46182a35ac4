import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { machine } from './containers.js';
import type { Workspace } from './workspace.js';

/** What is left of drills in the environment `local` of a workspace, one line each: processes, containers, networks, folders, leased ports. */
export async function leftByDrill({ root }: Pick<Workspace, 'root'>): Promise<string[]> {
  return [...(await processes(root)), ...(await inEngine(root)), ...(await folders(root)), ...(await leases(root))].sort();
}

const environment = 'local-drill';

async function processes(root: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const variables = (await content(`/proc/${pid}/environ`)).split('\0');
      const ours = variables.includes(`DSW_WORKSPACE=${root}`) && variables.includes(`DSW_ENVIRONMENT=${environment}`);
      return ours ? [`process ${(await content(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ')}`] : [];
    }),
  );
  return found.flat();
}

async function inEngine(root: string): Promise<string[]> {
  if (typeof machine === 'string') return [];
  const { docker } = machine;
  const filters = { label: [`org.dust-workspace.workspace=${root}`, `org.dust-workspace.environment=${environment}`] };
  const [containers, networks] = await Promise.all([docker.listContainers({ all: true, filters }), docker.listNetworks({ filters })]);
  return [...containers.map(({ Names }) => `container ${Names.join()}`), ...networks.map(({ Name }) => `network ${Name}`)];
}

/** Its configuration, data and logs, and what is about to be removed. */
async function folders(root: string): Promise<string[]> {
  const places = await readdir(join(root, 'platform')).catch((): string[] => []);
  const candidates = [join(root, 'env'), ...places.map((name) => join(root, 'platform', name, 'volumes'))];
  const found = await Promise.all(
    candidates.map(async (folder) => {
      const names = await readdir(folder).catch((): string[] => []);
      const left = names.filter((name) => name.includes(environment) || /^\.(removing|restoring)/.test(name));
      return left.map((name) => `folder ${join(folder, name).slice(root.length + 1)}`);
    }),
  );
  return found.flat();
}

/** Entries of the registry of this machine's ports, wherever below the state of this test run that is. */
async function leases(root: string): Promise<string[]> {
  const state = process.env['DSW_STATE_HOME'] ?? '';
  const files = await readdir(state, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    files.map(async (file) => {
      const path = join(file.parentPath, file.name);
      const text = file.isFile() ? await content(path) : '';
      return text.includes(JSON.stringify(root)) && text.includes(environment) ? [`lease ${file.name} in ${dirname(path)}`] : [];
    }),
  );
  return found.flat();
}

function content(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
