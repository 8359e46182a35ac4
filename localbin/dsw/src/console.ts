import { join } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import { openBrowser, renderEvent, type Workspace } from '@dust-workspace/lifecycle';
import { askForCode } from './askForCode.js';
import { exitCodes, print, reveal, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';
import { writeRedirect } from './writeRedirect.js';

export interface ConsoleOptions extends GlobalOptions {
  readonly url?: true;
  readonly json?: true;
}

/** Whoever declares these is a console, whatever its name is. */
const variables = { port: 'CONSOLE_PORT', token: 'CONSOLE_TOKEN' } as const;

interface RunningConsole {
  readonly component: string;
  /** Without the token. */
  readonly address: string;
  /** Undefined where none is configured: the console is read only. */
  readonly token: string | undefined;
  /** Absolute path of its run folder. */
  readonly runFolder: string;
}

/** Opens the console of the environment in a browser, or prints where it is, and starts it first where it does not run. */
export async function openConsole(face: Face, options: ConsoleOptions): Promise<number> {
  return withWorkspace(face, options, [], async (workspace) => {
    const running = await findRunning(face, workspace);
    const shown = running.ok ? await show(face, workspace, running.value, options) : running;
    if (shown.ok) return exitCodes.ok;
    printDiagnostics(face, shown.diagnostics);
    return exitCodes.failed;
  });
}

/** Finds the console, started, and knows that it has the token that is configured. */
async function findRunning(face: Face, workspace: Workspace): Promise<Result<RunningConsole>> {
  const component = [...workspace.catalog.components.values()].find(
    ({ manifest }) => variables.port in manifest.ports && variables.token in manifest.env,
  );
  if (component === undefined)
    return fail(
      ...workspace.catalog.disabled.flatMap(({ diagnostics }) => diagnostics),
      problem(
        'no-console',
        'no component of this workspace is a console',
        `One declares the port ${variables.port} and the variable ${variables.token}.`,
      ),
    );
  const { name } = component;
  const started = await start(face, workspace, name);
  if (!started.ok) return started;
  const resolved = await workspace.variables(name);
  const port = resolved.ports[variables.port];
  if (port === undefined) return fail(problem('no-port', `${name} has no port`, `Prepare it: dsw prep ${name}`));
  return ok({
    component: name,
    address: `http://127.0.0.1:${port}/`,
    token: resolved.variables.get(variables.token)?.value,
    runFolder: join(environmentPaths(workspace.catalog.root, workspace.selection.environment).run, name),
  });
}

async function start(face: Face, workspace: Workspace, name: string): Promise<Result<void>> {
  const { components } = await workspace.status([name]);
  const state = components[0]?.state ?? 'unknown';
  if (['running', 'healthy', 'degraded'].includes(state)) return ok();
  const interrupt = interruptible(face);
  try {
    const report = await workspace.run(
      { kind: 'word', word: 'start', names: [name] },
      {
        command: 'dsw console',
        signal: interrupt.signal,
        approve: () => Promise.resolve(false),
        emit: (event) => {
          const line = renderEvent(event);
          if (line !== undefined) print(face.stderr, line);
        },
      },
    );
    if (report.ok) return ok();
    const failures = [...report.diagnostics, ...report.outcomes.flatMap(({ diagnostics }) => diagnostics)];
    return fail(...failures, problem('not-started', `${name} does not run`, `See what it says: dsw logs ${name}`));
  } finally {
    interrupt.dispose();
  }
}

async function show(
  face: Face,
  workspace: Workspace,
  { component, address, token, runFolder }: RunningConsole,
  { url, json }: ConsoleOptions,
): Promise<Result<void>> {
  const { environment } = workspace.selection;
  if (token === undefined) printDiagnostics(face, [noToken(component)]);
  const code = token === undefined ? ok('') : await askForCode(address, token, component);
  if (!code.ok) return code;
  const withToken = token === undefined ? address : `${address}#token=${encodeURIComponent(token)}`;
  if (json === true) {
    reveal(face, JSON.stringify({ environment, component, address, url: withToken, readOnly: token === undefined }, null, 2));
    return ok();
  }
  if (url === true) {
    reveal(face, withToken);
    return ok();
  }
  // Everybody on this machine can read the command line of a browser: neither the token nor the code may be there.
  const page = token === undefined ? address : await writeRedirect(runFolder, `${address}#code=${encodeURIComponent(code.value)}`);
  const opened = await openBrowser(page, { processEnv: face.processEnv, platform: process.platform });
  if (opened.ok) print(face.stdout, `the console of ${environment} is open in your browser: ${address}`);
  else {
    print(face.stderr, `${opened.diagnostics.map(({ message }) => message).join('; ')}: open this address yourself`);
    reveal(face, withToken);
  }
  return ok();
}

function noToken(component: string): Diagnostic {
  return {
    ...problem(
      'no-token',
      `${component} has no ${variables.token} in this environment: the page is read only`,
      `To change that: dsw env-config-prepare --yes, then dsw restart ${component}`,
    ),
    severity: 'warning',
  };
}
