import {
  linePrefixes,
  logLineAsJson,
  paintFor,
  parsePattern,
  parseSince,
  renderLogLine,
  sinceWords,
  type LogLine,
} from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';
import { withoutSecrets } from './withoutSecrets.js';

export interface LogsOptions extends GlobalOptions {
  readonly follow?: true;
  readonly tail?: number;
  readonly since?: string;
  readonly grep?: string;
  readonly json?: true;
  readonly raw?: true;
}

/** Output of `names` together, or of all. */
export async function logs(
  face: Face,
  names: readonly string[],
  { follow, tail, since, grep, json, raw, ...options }: LogsOptions,
): Promise<number> {
  const now = new Date();
  const from = since === undefined ? undefined : parseSince(since, now);
  if (since !== undefined && from === undefined) {
    print(face.stderr, `error: --since ${since} is no time\n  It must be ${sinceWords}.`);
    return exitCodes.usage;
  }
  const pattern = grep === undefined ? undefined : parsePattern(grep);
  if (pattern?.ok === false) {
    printDiagnostics(
      face,
      pattern.diagnostics.map((diagnostic) => ({ ...diagnostic, message: `--grep: ${diagnostic.message}` })),
    );
    return exitCodes.usage;
  }
  return withWorkspace(face, options, names, async (workspace) => {
    const controller = new AbortController();
    const end = (): void => {
      controller.abort();
    };
    process.once('SIGINT', end).once('SIGTERM', end);
    face.stdout.on('error', end);
    const { names: chosen, lines } = await workspace.logsTogether(names, {
      follow: follow === true,
      signal: controller.signal,
      ...(tail === undefined ? {} : { tail }),
      ...(from === undefined ? {} : { since: from }),
    });
    const paint = paintFor(face.stdout, face.processEnv);
    const prefixes = linePrefixes(chosen, { aligned: face.stdout.isTTY, paint });
    const shown = (line: LogLine): string[] => {
      if (json === true) return [JSON.stringify(withoutSecrets(face, logLineAsJson(line)))];
      const rows = raw === true ? [line.text] : renderLogLine(line, new Date(), paint);
      return rows.map((row) => `${prefixes.get(line.component) ?? ''}${row}`);
    };
    let said = false;
    for await (const line of lines) {
      said = true;
      if (pattern === undefined || pattern.value.test(line.text)) for (const row of shown(line)) print(face.stdout, `${row}\n`);
    }
    if (!said && from === undefined) print(face.stderr, `nothing was said here yet${names.length === 0 ? '' : ` by ${names.join(', ')}`}`);
    return exitCodes.ok;
  });
}
