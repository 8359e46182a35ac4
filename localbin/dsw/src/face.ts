import type { OutputGuard, Redactor } from '@dust-workspace/lifecycle/guard';

/** What the command has of the world: everything that `process` would give, as arguments. */
export interface Face {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Where manifests are kept as they were read, for the next command. */
  readonly memo?: string;
  /** Learns the secrets of whatever is opened. Everything that is printed passes it. */
  readonly redactor: Redactor;
  /** Runs `body` while what is printed does not pass it: for secrets that somebody asked to see, and for programs that somebody uses through this one. */
  readonly unguarded: OutputGuard['lifted'];
}

/** Exit statuses, as shells and CI read them. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, incomplete: 3, interrupted: 130 } as const;

export function print(stream: NodeJS.WritableStream, text: string): void {
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints what somebody asked to see as it is, secrets included. */
export function reveal(face: Face, text: string): void {
  face.unguarded(() => print(face.stdout, text));
}
