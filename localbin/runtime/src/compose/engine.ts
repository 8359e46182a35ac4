import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { fail, ok, type Result } from '@dust-workspace/component';
import { dial } from './dial.js';
import { engineAddresses, type EngineAddress } from './engineAddress.js';
import { engineProblem, noEngine } from './engineProblem.js';

/** A container engine that has answered. */
export interface Engine {
  readonly docker: Docker;
  readonly address: EngineAddress;
  /** `docker` or `podman`. */
  readonly product: 'docker' | 'podman';
  readonly version: string;
  /** Whether it runs as an ordinary user: then root in a container is that user. */
  readonly rootless: boolean;
}

export interface EngineOptions {
  readonly processEnv: NodeJS.ProcessEnv;
  readonly uid: number;
}

/** Milliseconds within which an engine must answer when it is looked for. */
const patience = 10_000;

/** Finds the engine and asks it who it is. */
export async function connectEngine({ processEnv, uid }: EngineOptions): Promise<Result<Engine>> {
  const addresses = engineAddresses(processEnv, uid);
  let refused: Result<never> = fail(noEngine());
  for (const address of addresses) {
    const docker = await clientFor(address);
    if (!docker.ok) return docker;
    try {
      return ok(await introduce(docker.value, address));
    } catch (error) {
      refused = fail(engineProblem(error, address));
    }
  }
  return refused;
}

/** Of the client what its declared types do not know: the signal, and more of the answer. */
interface Introduction {
  info(options: { abortSignal: AbortSignal }): Promise<{ ServerVersion: string; SecurityOptions?: string[] }>;
}

async function introduce(docker: Docker, address: EngineAddress): Promise<Engine> {
  const abortSignal = AbortSignal.timeout(patience);
  const [product, info] = await Promise.all([productOf(docker, abortSignal), (docker as unknown as Introduction).info({ abortSignal })]);
  const rootless = info.SecurityOptions?.some((option) => option.includes('rootless')) === true;
  return { docker, address, product, version: info.ServerVersion, rootless };
}

/** podman says so with every answer. Asked for its version, it first runs half a dozen programs. */
async function productOf(docker: Docker, abortSignal: AbortSignal): Promise<Engine['product']> {
  const answer = await dial(docker, {
    path: '/_ping',
    method: 'GET',
    statusCodes: { 200: true, 500: 'server error' },
    options: {},
    abortSignal,
  });
  answer.resume();
  const { headers } = answer as unknown as { readonly headers: Readonly<Record<string, unknown>> };
  return 'libpod-api-version' in headers ? 'podman' : 'docker';
}

async function clientFor(address: EngineAddress): Promise<Result<Docker>> {
  // Only commands that have to do with containers pay for loading it.
  const { default: Client } = await import('dockerode');
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(address.url) ?? [];
  if (scheme === 'unix') return ok(new Client({ socketPath: rest }));
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https') return fail(noEngine(address));
  const url = new URL(`http://${rest}`);
  const { certificates } = address;
  const secure = certificates !== undefined || scheme === 'https';
  const tls = certificates === undefined ? {} : await readCertificates(certificates);
  const port = Number(url.port || (secure ? 2376 : 2375));
  return ok(new Client({ host: url.hostname, port, protocol: secure ? 'https' : 'http', ...tls }));
}

async function readCertificates(folder: string): Promise<{ ca: Buffer; cert: Buffer; key: Buffer }> {
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(folder, name))));
  if (ca === undefined || cert === undefined || key === undefined) throw new Error('three files were read');
  return { ca, cert, key };
}
