/** The package has no types of its own. Here is the part that openssl.ts uses. */
declare module 'openssl-wrapper' {
  import type { ChildProcess } from 'node:child_process';

  export function exec(
    action: string,
    input: Buffer,
    options: Readonly<Record<string, string | true>>,
    callback: (error: Error | null, output: Buffer) => void,
  ): ChildProcess;
}
