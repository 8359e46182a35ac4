import { HookFailure, type AnyManifest, type ExecOptions, type ExecResult, type HookContext } from '@dust-workspace/component';
import { loopback, typedValue, type TypedValue } from '@dust-workspace/environment';
import type { Instance, Runtime } from '@dust-workspace/runtime';

/** What a hook is given, made from an instance and the runtime it lives in. `log` receives lines as they are. */
export function hookContext(options: {
  instance: Instance;
  runtime: Runtime;
  signal: AbortSignal;
  log: (line: string) => void;
  /** Whether its commands are to run also where the component does not. */
  whileStopped: boolean;
}): HookContext {
  const { instance, runtime, signal, log, whileStopped } = options;
  const exec = (command: readonly [string, ...string[]], execOptions: ExecOptions = {}): Promise<ExecResult> =>
    runtime.exec(instance, command, { ...execOptions, signal, whileStopped });
  return {
    component: instance.component.name,
    environment: instance.environment,
    directory: instance.component.directory,
    env: typedVariables(instance),
    endpoint: (port) => {
      const number = instance.ports[port];
      if (number === undefined) throw new HookFailure(`${instance.component.name} has no port ${port}`);
      return { host: loopback, port: number };
    },
    exec,
    run: async (command, execOptions) => {
      const result = await exec(command, execOptions);
      if (result.exitCode === 0) return result.stdout;
      throw new HookFailure(failureOf(command[0], result));
    },
    log,
    signal,
  };
}

function typedVariables(instance: Instance): AnyManifest['env'] {
  const env: Record<string, TypedValue | undefined> = {};
  for (const [name, variable] of Object.entries(instance.component.manifest.env)) {
    const value = instance.variables[name];
    env[name] = value === undefined ? undefined : typedValue(value, variable);
  }
  return env;
}

/** How many lines of what a command said its failure tells. */
export const toldLines = 5;

/** The end of what a command said, or how it ended where it said nothing. */
export function failureOf(command: string, result: ExecResult): string {
  const how = result.signal === null ? `exited with ${result.exitCode ?? 'an unknown code'}` : `was ended by ${result.signal}`;
  const said = result.stderr.trim().split('\n').slice(-toldLines).join('\n');
  return said === '' ? `${command} ${how}` : `${command} ${how}: ${said}`;
}
