import { linePrefixes, paintFor } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';

/** Output of `names` together, or of all. */
export async function logs(
  face: Face,
  names: readonly string[],
  { follow, tail, ...options }: GlobalOptions & { readonly follow?: true; readonly tail?: number },
): Promise<number> {
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
    });
    const prefixes = linePrefixes(chosen, { aligned: face.stdout.isTTY, paint: paintFor(face.stdout, face.processEnv) });
    for await (const { component, text } of lines) print(face.stdout, `${prefixes.get(component) ?? ''}${text}\n`);
    return exitCodes.ok;
  });
}
