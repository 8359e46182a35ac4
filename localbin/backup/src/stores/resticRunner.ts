import type { Readable, Writable } from 'node:stream';

/**
 * Runs restic with these arguments and resolves when it has ended. Aborting `signal` ends restic before it can take the end of `stdin` for the end
 * of the data: whoever implements it must not close restic's input first. `stdin` that fails does not end, and `stdout` is ended when
 * restic has. Where restic runs in a container, its host name must not be the one of a container or machine with other process numbers, or
 * `restic unlock` takes locks of the living for those of the dead.
 */
export type ResticRunner = (args: readonly string[], streams: ResticStreams) => Promise<ResticExit>;

export interface ResticStreams {
  readonly stdin?: Readable;
  /** Thrown away by default. */
  readonly stdout?: Writable;
  /** Besides those that restic has anyway: the repository, its password and credentials, which are never arguments. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ResticExit {
  /** Null when a signal ended it, 127 when there is no such program. */
  readonly exitCode: number | null;
  /** The end of it. */
  readonly stderr: string;
}
