import { spawn } from 'node:child_process';
import { fail, ok, problem, type Result } from '@dust-workspace/component';

export interface BrowserOptions {
  readonly processEnv: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** How long an opener may take to say that it cannot, in milliseconds: a browser that was not running stays. */
const patience = 1_500;

/**
 * Opens an address in a browser: with the commands in $BROWSER, one of which is enough, or as the desktop does it. The address is on the command line
 * of what opens it, which others on this machine can read. Fails where there is no browser, and where none could be started.
 */
export async function openBrowser(url: string, { processEnv, platform }: BrowserOptions): Promise<Result<void>> {
  const commands = browsers(processEnv, platform);
  for (const command of commands) if (await opens(command, url, processEnv)) return ok();
  const message =
    commands.length === 0 ? 'there is no display, and no BROWSER is set' : `no browser could be started: ${commands.join(', ')}`;
  return fail(problem('no-browser', message));
}

/** As xdg-open reads it, $BROWSER holds several commands with colons between them, each with %s for the address or that at its end. */
function browsers(processEnv: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const set = (name: string): boolean => (processEnv[name] ?? '') !== '';
  const chosen = (processEnv['BROWSER'] ?? '').split(':').filter((command) => command.trim() !== '');
  if (chosen.length > 0) return chosen;
  if (platform === 'darwin') return ['open'];
  if (set('WSL_DISTRO_NAME')) return ['wslview', 'xdg-open'];
  return set('DISPLAY') || set('WAYLAND_DISPLAY') ? ['xdg-open'] : [];
}

function opens(command: string, url: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const script = command.includes('%s') ? command.replaceAll('%s', '"$1"') : `${command} "$1"`;
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', script, 'sh', url], { env, stdio: 'ignore', detached: true });
    const timer = setTimeout(resolve, patience, true);
    const settle = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
    child.unref();
  });
}
