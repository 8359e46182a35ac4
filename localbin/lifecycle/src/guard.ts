import { attendFaults, isOfHook } from './strayErrors.js';
import type { Redactor } from '@dust-workspace/environment/redact';

export { Redactor } from '@dust-workspace/environment/redact';

export interface OutputGuard {
  /**
   * Runs `body` while everything is printed as it is: for a secret that a person asked to see, and for a program that somebody uses through this one.
   * Until it ends, if it returns a promise.
   */
  lifted<T>(body: () => T): T;
}

/**
 * From now on, whatever this process writes to these streams passes the redactor: what the command prints, and what hooks and libraries print past
 * it. Each write is looked at alone. What is not text is left as it is.
 */
export function guardOutput(redactor: Redactor, streams: readonly NodeJS.WriteStream[]): OutputGuard {
  let lifted = 0;
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
    const guarded = (chunk: string | Uint8Array, ...rest: unknown[]): boolean =>
      write(lifted > 0 ? chunk : withoutSecrets(chunk, redactor), ...rest);
    stream.write = guarded;
  }
  return {
    lifted: (body) => {
      lifted += 1;
      const end = (): void => void (lifted -= 1);
      let result: ReturnType<typeof body> | undefined;
      try {
        return (result = body());
      } finally {
        if (result instanceof Promise) result.then(end, end);
        else end();
      }
    },
  };
}

function withoutSecrets(chunk: string | Uint8Array, redactor: Redactor): string | Uint8Array {
  if (typeof chunk === 'string') return redactor.redact(chunk);
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString();
  const shown = redactor.redact(text);
  return shown === text ? chunk : shown;
}

/**
 * A fault of the program ends it, as Node would do it, but is told without secrets. What a hook is to answer for is left to whoever runs the hook.
 * Returns what does the same for an error that was caught.
 */
export function endOnFault(redactor: Redactor, stderr: NodeJS.WritableStream): (error: unknown) => never {
  const end = (error: unknown): never => {
    stderr.write(`${redactor.redact(`error: this is a fault of the program: ${traceOf(error)}`)}\n`);
    process.exit(1);
  };
  attendFaults();
  process.on('uncaughtException', (error: unknown) => {
    if (!isOfHook(error)) end(error);
  });
  return end;
}

/** Where it happened, and what brought it about. Further properties of an error may be anything, the whole environment of a process among them. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const behind = [error.cause, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])].filter(
    (cause) => cause !== undefined,
  );
  return [own, ...behind.map((cause) => `caused by ${traceOf(cause)}`)].join('\n');
}
