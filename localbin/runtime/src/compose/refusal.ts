import { Transform, type TransformCallback } from 'node:stream';
import type { ExecResult } from '@dust-workspace/component';

/** How older engines begin to say, where the output of the command would be, why they did not run it. */
export const refusalStart = 'OCI runtime exec failed:';

/** As podman says it, on standard error, before it complains of what follows from it. */
export const podmansRefusal = /^Error: (.*exec failed: unable to start container process: .*)$/m;

/** What a command comes to that the engine refused to run, as a shell would have it. */
export function explainRefusal(program: string, said: string): ExecResult {
  const missing = /executable file not found|no such file or directory/.test(said);
  const stderr = `${program}: ${missing ? 'not found in the container' : said.trim()}\n`;
  return { exitCode: missing ? 127 : 126, signal: null, stdout: '', stderr };
}

/** Lets the output of a command in a terminal through, unless it is the engine that speaks there in place of it. */
export class RefusalFilter extends Transform {
  /** What the engine said. */
  refusal: string | undefined;
  #begun = false;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const beginning = this.#begun ? '' : chunk.subarray(0, 1_000).toString().replaceAll('\r', '');
    if (beginning.startsWith(refusalStart) || podmansRefusal.test(beginning)) this.refusal = '';
    this.#begun = true;
    if (this.refusal === undefined) return done(null, chunk);
    this.refusal += chunk.toString();
    return done();
  }
}
