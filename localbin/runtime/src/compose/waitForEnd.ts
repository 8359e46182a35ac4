import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { dial } from './dial.js';

/** The exit code of a container, as soon as it has ended. Rejects on abort, and when the engine goes away. */
export async function waitForEnd(docker: Docker, container: string, abortSignal: AbortSignal): Promise<number> {
  const answer = await dial(docker, {
    path: `/containers/${container}/wait?`,
    method: 'POST',
    statusCodes: { 200: true, 400: 'bad parameter', 404: 'no such container', 500: 'server error' },
    options: { condition: 'not-running' },
    abortSignal,
  });
  const { StatusCode } = JSON.parse(await text(addAbortSignal(abortSignal, answer))) as { StatusCode: number };
  return StatusCode;
}
