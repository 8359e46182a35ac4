import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** A request as the client of the engine takes it. A path that ends in `?` gets the options as its query. */
export interface StreamRequest {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly statusCodes: Readonly<Record<number, true | string>>;
  readonly options: object;
  readonly abortSignal?: AbortSignal;
}

/** Asks the engine, and resolves with the body of its answer as it comes. Unlike a body that the client collects, it breaks when the engine goes away. */
export function dial(docker: Docker, request: StreamRequest): Promise<Readable> {
  const modem = docker.modem as { dial(request: object, done: (error: Error | null, stream: Readable) => void): void };
  return new Promise((resolve, reject) => {
    modem.dial({ ...request, isStream: true }, (error, stream) => {
      if (error === null) resolve(stream);
      else reject(error);
    });
  });
}
