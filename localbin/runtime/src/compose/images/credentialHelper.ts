import { execFile } from 'node:child_process';
import type { RegistryAccess } from './registryAuth.js';

/**
 * Asks a program that keeps credentials, by its protocol (https://github.com/docker/docker-credential-helpers): the address goes to its input, the
 * secret comes from its output, and neither is on a command line.
 */
export async function askCredentialHelper(
  helper: string,
  address: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RegistryAccess> {
  const program = `docker-credential-${helper}`;
  const { error, output } = await run(program, address, environment, signal);
  if (error === undefined) return accessOf(output, address, program);
  // It says so on its output, and fails.
  if (/credentials not found/i.test(output)) return { kind: 'anonymous' };
  if (error === 'ENOENT') return { kind: 'anonymous', hindrance: `${program}, which keeps the credentials, is not installed` };
  return { kind: 'anonymous', hindrance: `${program}, which keeps the credentials, failed (${error})` };
}

interface Answer {
  /** The name of an error of the system, or how the program ended. */
  readonly error: string | undefined;
  readonly output: string;
}

function run(program: string, input: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { env, signal, encoding: 'utf8' }, (error, output) =>
      resolve({ error: error === null ? undefined : nameOf(error), output }),
    );
    // That it ends without reading is told by its exit status.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function nameOf({ code, signal }: { code?: string | number | null; signal?: string | null }): string {
  if (typeof code === 'number') return `exit ${code}`;
  return code ?? signal ?? 'it was ended';
}

function accessOf(output: string, address: string, program: string): RegistryAccess {
  const { Username: username, Secret: secret } = parse(output);
  if (typeof username !== 'string' || typeof secret !== 'string')
    return { kind: 'anonymous', hindrance: `${program}, which keeps the credentials, gave an answer that is none` };
  const auth = username === '<token>' ? { identitytoken: secret } : { username, password: secret };
  return { kind: 'credentials', auth: { ...auth, serveraddress: address } };
}

function parse(text: string): { Username?: unknown; Secret?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
