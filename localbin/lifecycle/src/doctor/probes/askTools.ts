import { findProgram, type Instance, type ProgramAnswer, type Runtime } from '@dust-workspace/runtime';
import type { ToolSeen } from '../symptoms.js';

/** Asks the programs of which components that run as processes want a version for theirs, in the component's own context. */
export async function askTools(
  instances: readonly Instance[],
  { runtime, processEnv, signal }: { readonly runtime: Runtime; readonly processEnv: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<ToolSeen[]> {
  const asked = instances
    .filter((instance) => instance.runtime === 'process')
    .flatMap((instance) =>
      (instance.component.manifest.runtimes.process?.requires ?? []).flatMap(({ program, atLeast, install }) =>
        atLeast === undefined ? [] : [{ instance, programs: program, atLeast, install }],
      ),
    );
  return Promise.all(
    asked.map(async ({ instance, programs, atLeast, install }): Promise<ToolSeen> => {
      const place = { path: processEnv['PATH'] ?? '', directory: instance.component.directory };
      const found = await Promise.all(programs.map(async (program) => ({ program, path: await findProgram(program, place) })));
      const chosen = found.find(({ path }) => path !== undefined);
      const [first = ''] = programs;
      const base = { component: instance.component.name, program: chosen?.program ?? first, atLeast, install };
      if (chosen?.path === undefined) return { ...base, answer: { kind: 'missing' } };
      return { ...base, answer: await versionOf(chosen.program.includes('/') ? chosen.path : chosen.program, instance, runtime, signal) };
    }),
  );
}

async function versionOf(program: string, instance: Instance, runtime: Runtime, signal: AbortSignal): Promise<ProgramAnswer> {
  const { exitCode, stdout, stderr } = await runtime.exec(instance, [program, '--version'], { signal, whileStopped: true });
  if (exitCode === 127) return { kind: 'missing' };
  if (exitCode !== 0) return { kind: 'failed', reason: stderr.trim().split('\n')[0] ?? `it ended with ${exitCode ?? 'a signal'}` };
  return { kind: 'said', text: stdout.trim() === '' ? stderr.trim() : stdout.trim() };
}
