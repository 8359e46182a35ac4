import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { findCompose } from '../compose/composeProgram.js';
import { findProgram } from '../findProgram.js';
import { parsePasswd } from '../process/user.js';
import { enclose, noEnclosure } from './enclosure.js';

/** Docker as an ordinary user runs it, who is there as long as it is: the users of this machine do not change. */
export interface RootlessEngine {
  readonly docker: Docker;
  readonly uid: number;
  /** A folder that is the user's own. */
  readonly home: string;
  /** This repository as the user reaches it, wherever it is. */
  readonly repository: string;
  /** Runs a program of this machine as the user, with the environment that finds the engine. */
  run(command: readonly [string, ...string[]], options?: UserRun): Promise<UserRan>;
  /** Ends it with everything it made, and removes what is the user's. */
  remove(): Promise<void>;
}

export interface UserRun {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface UserRan {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command of ours is made of. They are shown one by one, since nobody else may enter the folder around them everywhere. */
const partsOfRepository = ['localbin', 'node_modules', 'platform'];
const repository = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** Where Debian keeps it, which is not on PATH. */
const folderOfScript = '/usr/share/docker.io/contrib';
const searched = `${process.env['PATH'] ?? ''}:${folderOfScript}`;

/** Why a test cannot have such an engine here; undefined when it can. */
export async function noRootlessEngine(): Promise<string | undefined> {
  const missing = await noEnclosure(['setpriv', 'dockerd', 'rootlesskit', 'newuidmap', 'slirp4netns', 'ip', 'iptables']);
  if (missing !== undefined) return missing;
  const script = await findProgram('dockerd-rootless.sh', { path: searched, directory: '/' });
  if (script === undefined) return 'dockerd-rootless.sh is not installed';
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun';
  const compose = await findCompose(process.env);
  if (!compose.ok) return compose.diagnostics.map(({ message }) => message).join('; ');
  const { mode } = await stat(join(repository, 'localbin/runtime/src'));
  return (mode & 0o005) === 0o005 ? undefined : `nobody but its owner may read ${repository}`;
}

export async function startRootlessEngine(): Promise<RootlessEngine> {
  const { default: Client } = await import('dockerode');
  const folder = await mkdtemp(join(tmpdir(), 'rootless-'));
  const own = (name: string): string => join(folder, name);
  const passwd = await readFile('/etc/passwd', 'utf8');
  const uid = unusedId(passwd);
  const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'] as const;
  await chmod(folder, 0o711);
  for (const name of ['home', 'run', 'tmp']) {
    await mkdir(own(name), { mode: 0o700 });
    await chown(own(name), uid, uid);
  }
  for (const name of [...partsOfRepository.map((part) => join('repository', part)), 'node']) await mkdir(own(name), { recursive: true });
  await writeFile(own('passwd'), `${passwd.trimEnd()}\ndswtester:x:${uid}:${uid}::${own('home')}:/bin/sh\n`);
  for (const name of ['subuid', 'subgid']) await writeFile(own(name), `dswtester:${uid + 1}:65536\n`);
  const socket = own('run/docker.sock');
  // The machine's may be in the home of somebody else.
  const compose = await findCompose(process.env);
  if (!compose.ok) throw new Error('there is no Compose');
  await mkdir(own('docker/cli-plugins'), { recursive: true });
  await writeFile(own('docker/cli-plugins/docker-compose'), '', { mode: 0o755 });
  const env = {
    PATH: `${own('node')}:${searched}`,
    HOME: own('home'),
    DOCKER_CONFIG: own('docker'),
    USER: 'dswtester',
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: own('run'),
    TMPDIR: own('tmp'),
    DOCKER_HOST: `unix://${socket}`,
  };
  const enclosure = enclose({
    script: `set -e
for file in passwd subuid subgid; do mount --bind "${folder}/$file" "/etc/$file"; done
for part in ${partsOfRepository.join(' ')}; do mount --bind "${repository}/$part" "${own('repository')}/$part"; done
mount --bind "${dirname(process.execPath)}" "${own('node')}"
mount --bind "${compose.value[0]}" "${own('docker/cli-plugins/docker-compose')}"
exec ${asUser.join(' ')} dockerd-rootless.sh`,
    env,
    log: own('log'),
  });
  const docker = new Client({ socketPath: socket });
  const run: RootlessEngine['run'] = ([program, ...rest], { cwd = own('home'), env: more = {}, input = '' } = {}) =>
    new Promise((resolve, reject) => {
      const words = [...enclosure.way, ...asUser, 'sh', '-c', 'cd "$0" && exec "$@"', cwd, program, ...rest];
      const child = spawn('nsenter', words, { env: { ...env, ...more }, stdio: 'pipe' });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.once('error', reject);
      child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  const remove = async (): Promise<void> => {
    await enclosure.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await enclosure.until(() =>
      docker.ping().then(
        () => true,
        () => false,
      ),
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { docker, uid, home: own('home'), repository: own('repository'), run, remove };
}

/** A user whom nobody else is, with as many more behind him as he needs in his containers. */
function unusedId(passwd: string): number {
  const used = new Set(parsePasswd(passwd).map(({ uid }) => uid));
  for (let uid = 1_900_000_000; ; uid += 100_000) if (!used.has(uid)) return uid;
}
