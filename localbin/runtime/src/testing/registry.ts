import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '../findProgram.js';
import { pushImage, type PushedImage } from './pushImage.js';

/** An image registry on this machine, for as long as a test needs it. */
export interface Registry {
  /** `127.0.0.1:<port>`, which engines accept without TLS: the first part of its images' names. */
  readonly address: string;
  /** Puts an image there, and answers its name with registry and tag. */
  push(repository: string, tag: string, image?: PushedImage): Promise<string>;
  /** Ends it and removes what it keeps. */
  stop(): Promise<void>;
}

/** The one user of a registry that asks for a password. */
export const registryUser = { username: 'tester', password: 'correct horse' };

// Registries take bcrypt only.
const passwordFile = `${registryUser.username}:$2y$05$Rbom5yR5ti3XHhGAFBEm1u575fsewGIA0LBt2likjukU86AAePNqe\n`;

/** The registry's program, or undefined where it is not installed (Debian: docker-registry). */
export async function registryProgram(): Promise<string | undefined> {
  const place = { path: process.env['PATH'] ?? '', directory: '/' };
  return (await findProgram('docker-registry', place)) ?? (await findProgram('registry', place));
}

/** Starts an empty registry on a free port of 127.0.0.1; `closed` ones answer only `registryUser`. */
export async function startRegistry(options: { readonly closed?: boolean } = {}): Promise<Registry> {
  const program = await registryProgram();
  if (program === undefined) throw new Error('docker-registry is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const closed = options.closed === true;
  await writeFile(join(folder, 'users'), passwordFile);
  await writeFile(join(folder, 'config.json'), JSON.stringify(configuration(folder, closed)));
  const child = spawn(program, ['serve', join(folder, 'config.json')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const address = await addressOf(child);
  return {
    address,
    push: (repository, tag, image = {}) => pushImage({ address, repository, tag, image, ...(closed && { user: registryUser }) }),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** JSON is YAML. */
function configuration(folder: string, closed: boolean): object {
  return {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
    http: { addr: '127.0.0.1:0', relativeurls: true },
    ...(closed && { auth: { htpasswd: { realm: 'tests', path: join(folder, 'users') } } }),
  };
}

/** It chooses a free port itself and tells it in its log. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('the registry has no output');
  const said: string[] = [];
  const lines = createInterface(child.stderr);
  for await (const line of lines) {
    said.push(line);
    const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error(`the registry did not start:\n${said.join('\n')}`);
}
