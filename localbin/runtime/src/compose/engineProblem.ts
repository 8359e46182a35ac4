import { problem, type Diagnostic } from '@dust-workspace/component';
import type { EngineAddress } from './engineAddress.js';

/** What the Engine API and the client of it throw. */
export interface EngineError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly json?: { readonly message?: string } | null;
}

const withoutContainers = 'Set DSW_RUNTIME=process to run without containers.';

/** There is nowhere an engine to look for, or `address` is of a kind that cannot be reached. */
export function noEngine(address?: EngineAddress): Diagnostic {
  if (address === undefined)
    return problem('no-engine', 'there is no container engine: no socket of Docker or podman was found', startIt());
  return problem(
    'no-engine',
    `the container engine at ${address.url} (${address.origin}) cannot be reached from here`,
    `Use an engine on this machine, by unix:// or tcp://. ${withoutContainers}`,
  );
}

/** An engine that does not answer, or answers that it failed, in words for people. */
export function engineProblem(error: unknown, address: EngineAddress, doing?: string): Diagnostic {
  const { code } = error as EngineError;
  const while_ = doing === undefined ? '' : ` (${doing})`;
  const place = `the container engine at ${address.url}`;
  if (code === 'EACCES')
    return problem(
      'engine-closed',
      `${place} does not let this user in${while_}`,
      'Join its group (usermod -aG docker USER, then log in again), or use a rootless engine.',
    );
  if (isConnectionError(error))
    return problem('engine-silent', `${place} does not answer${while_}: ${reasonOf(error as EngineError)}`, startIt());
  return problem('engine-failed', `${place} failed${while_}: ${messageOf(error)}`);
}

/** Whether the engine was not there to answer, or went away while it did. */
export function isConnectionError(error: unknown): boolean {
  const { code, name, message } = error as EngineError;
  if (name === 'AbortError' || name === 'TimeoutError') return true;
  const codes = [
    'ECONNREFUSED',
    'ENOENT',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENOTFOUND',
    'ECONNABORTED',
    'UND_ERR_SOCKET',
  ];
  return (code !== undefined && codes.includes(code)) || message === 'socket hang up' || message === 'aborted';
}

export function statusOf(error: unknown): number | undefined {
  return (error as EngineError).statusCode;
}

/** What the engine itself said, without the client's wrapping. */
export function messageOf(error: unknown): string {
  const { json, message } = error as EngineError;
  return json?.message ?? message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

function reasonOf({ code, name, message }: EngineError): string {
  if (name === 'AbortError' || name === 'TimeoutError') return 'it says nothing';
  switch (code) {
    case 'ENOENT':
      return 'its socket is gone';
    case 'ECONNREFUSED':
      return 'nobody listens there';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it broke off';
    default:
      return message === 'socket hang up' || message === 'aborted' ? 'it broke off' : message;
  }
}

function startIt(): string {
  return `Start it (systemctl start docker, or Docker Desktop, or podman system service). ${withoutContainers}`;
}
