/** What the command has of the world: everything that `process` would give, as arguments. */
export interface Face {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
}

/** Exit statuses, as shells and CI read them. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export function print(stream: NodeJS.WritableStream, text: string): void {
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
}
