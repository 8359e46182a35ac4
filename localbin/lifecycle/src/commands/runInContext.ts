import { fail, hasRuntime, problem, unreachable, type Result } from '@dust-workspace/component';
import { checkoutVariable } from '@dust-workspace/environment';
import type { AttachOptions, Instance } from '@dust-workspace/runtime';
import { withVariables } from '../hookSources.js';
import { redactDiagnostic } from '../redactOutput.js';
import type { Session } from '../session.js';

export interface ContextRequest extends AttachOptions {
  readonly component: string;
  readonly command: readonly [string, ...string[]];
  /** `folder` is where people work on what the component runs, `package` the folder of the component itself, where its scripts are. */
  readonly at: 'folder' | 'package';
}

/**
 * Hands a command in the context of a component over to whoever sits there: in its container or beside its process, or, where it does not run, in what
 * is made for the command alone; in the checkout of one that is a checkout. The value is the exit status. Fails where variables have problems, and where
 * there is no such context.
 */
export async function runInContext(
  session: Session,
  { component: name, command, at, ...options }: ContextRequest,
): Promise<Result<number>> {
  const { redactor, runtime } = session.base;
  const { instance, diagnostics } = session.resolved(name);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const done = errors.length > 0 ? fail(...errors) : await attach();
  return done.ok ? done : fail(...done.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redactor.redact)));

  async function attach(): Promise<Result<number>> {
    const missing = noContext(instance);
    return missing ?? runtime.attach(instance, at === 'folder' ? inFolder(instance, command) : command, options);
  }
}

function noContext({ component, runtime }: Instance): Result<never> | undefined {
  const { name, manifest } = component;
  if (manifest.source !== undefined || !hasRuntime(component)) return undefined;
  switch (runtime) {
    case 'process':
    case 'compose':
      if (manifest.runtimes[runtime] !== undefined) return undefined;
      return fail(
        problem(
          'unavailable',
          `${name} has no ${runtime} runtime`,
          `Choose one that it has: ${Object.keys(manifest.runtimes)
            .map((own) => `--runtime ${own}`)
            .join(' or ')}.`,
        ),
      );
    case 'kubernetes':
      return fail(problem('unavailable', `no command can be run for ${name} in kubernetes yet`));
    default:
      return unreachable(runtime);
  }
}

/** The folder of a component that is a checkout, or runs what lies in one, only describes it. */
function inFolder({ component, variables }: Instance, command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  const { source, folder } = component.manifest;
  const named = folder === undefined ? undefined : withVariables(folder, variables);
  const place = named ?? (source === undefined ? undefined : variables[checkoutVariable(component.name)]);
  return place === undefined ? command : ['sh', '-c', 'cd "$0" && exec "$@"', place, ...command];
}
