import { execFile } from 'node:child_process';
import type { ComposeProgram } from '../compose/composeProgram.js';

/** What Compose makes of a file, as plain data: values filled in, paths absolute. */
export interface ComposeConfig {
  readonly services: Record<string, Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** Asks Compose what it makes of a main file on its standard input. It talks to no engine. Fails with what Compose says. */
export async function composeConfig(
  [program, ...before]: ComposeProgram,
  file: object,
  { directory, env }: { readonly directory: string; readonly env: Readonly<Record<string, string>> },
): Promise<ComposeConfig> {
  const args = [...before, '--env-file', '/dev/null', '--file', '-', 'config', '--format', 'json'];
  const output = await new Promise<string>((resolve, reject) => {
    const options = {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      maxBuffer: 2 ** 28,
    };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr));
    });
    child.stdin?.end(JSON.stringify(file));
  });
  return withoutEscapes(JSON.parse(output)) as ComposeConfig;
}

/** Compose writes each dollar sign twice, so that the output can be its input. */
function withoutEscapes(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$$', '$');
  if (Array.isArray(value)) return value.map(withoutEscapes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.replaceAll('$$', '$'), withoutEscapes(entry)]));
}
