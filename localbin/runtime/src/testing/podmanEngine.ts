import { readdirSync, rmdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine, type Engine } from '../compose/engine.js';
import { shellImage } from './composeHarness.js';
import { copyImage } from './copyImage.js';
import { enclose, noEnclosure } from './enclosure.js';
import { engineForTests } from './engineForTests.js';

/** podman as root beside the machine's own, with an image that has a shell. Its networks are out of this machine's reach. */
export interface PodmanEngine {
  readonly engine: Engine;
  /** Ends it with everything it made. */
  remove(): Promise<void>;
}

/** Why a test cannot have podman here; undefined when it can. */
export async function noPodman(): Promise<string | undefined> {
  const machine = await engineForTests();
  // It is where images come from.
  if (typeof machine === 'string') return machine;
  return noEnclosure(['podman', 'ip', 'runc']);
}

export async function startPodman(): Promise<PodmanEngine> {
  const machine = await engineForTests();
  if (typeof machine === 'string') throw new Error(machine);
  const folder = await mkdtemp(join(tmpdir(), 'podman-'));
  const socket = join(folder, 'podman.sock');
  for (const part of ['data', 'run', 'tmp', 'networks']) await mkdir(join(folder, part));
  await writeFile(join(folder, 'containers.conf'), settings);
  const places = `--root ${folder}/data --runroot ${folder}/run --tmpdir ${folder}/tmp --network-config-dir ${folder}/networks`;
  const enclosure = enclose({
    script: `ip link set lo up; podman ${places} --runtime runc system service --time=0 unix://${socket}`,
    env: { PATH: process.env['PATH'], HOME: folder, CONTAINERS_CONF: join(folder, 'containers.conf') },
    log: join(folder, 'log'),
    network: true,
  });
  const connect = () => connectEngine({ processEnv: { DOCKER_HOST: `unix://${socket}` }, uid: 0 });
  const remove = async (): Promise<void> => {
    const engine = await connect();
    if (engine.ok)
      for (const { Id } of await engine.value.docker.listContainers({ all: true }))
        await engine.value.docker.getContainer(Id).remove({ force: true });
    await enclosure.end();
    removeEmptyGroups();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await enclosure.until(async () => (await connect()).ok);
    const engine = await connect();
    if (!engine.ok) throw new Error(engine.diagnostics.map(({ message }) => message).join('; '));
    await copyImage(machine.docker, engine.value.docker, shellImage);
    return { engine: engine.value, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Without systemd podman asks for more than a container's root may have, manages groups by itself, and has no journal. */
const settings = `[containers]
default_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
`;

/** Those that podman makes for all containers, unless another podman's are in them. */
function removeEmptyGroups(): void {
  const root = '/sys/fs/cgroup';
  const places = [root, ...readdirSync(root).map((name) => join(root, name))];
  for (const group of places.flatMap((place) => ['libpod_parent/conmon', 'libpod_parent'].map((name) => join(place, name)))) {
    try {
      rmdirSync(group);
    } catch {
      continue;
    }
  }
}
