import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

export interface OutputRange {
  readonly follow: boolean;
  readonly tail?: number;
  /** Seconds since 1970. */
  readonly since?: number;
}

/** The output of a container as the engine multiplexes it. `Container.logs` would collect it in memory wherever it does not follow. */
export function openOutput(docker: Docker, container: string, range: OutputRange): Promise<Readable> {
  const request = {
    path: `/containers/${container}/logs?`,
    method: 'GET',
    isStream: true,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    options: { stdout: true, stderr: true, ...range },
  };
  const modem = docker.modem as { dial(request: object, done: (error: Error | null, stream: Readable) => void): void };
  return new Promise((resolve, reject) => {
    modem.dial(request, (error, stream) => {
      if (error === null) resolve(stream);
      else reject(error);
    });
  });
}
