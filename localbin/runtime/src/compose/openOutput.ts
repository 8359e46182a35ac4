import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { dial } from './dial.js';

export interface OutputRange {
  readonly follow: boolean;
  readonly tail?: number;
  /** Seconds since 1970. */
  readonly since?: number;
}

/** The output of a container as the engine multiplexes it. `Container.logs` would collect it in memory wherever it does not follow. */
export function openOutput(docker: Docker, container: string, range: OutputRange): Promise<Readable> {
  return dial(docker, {
    path: `/containers/${container}/logs?`,
    method: 'GET',
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    options: { stdout: true, stderr: true, ...range },
  });
}
