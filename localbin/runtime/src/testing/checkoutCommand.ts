import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckoutPlace } from '../checkout/checkout.js';

export type CheckoutVerb = 'prepareCheckout' | 'updateCheckout' | 'removeCheckout';

/** Does something with a checkout in a process of its own, which may be killed, and which prints the result as JSON. */
export function startCheckoutCommand(verb: CheckoutVerb, place: CheckoutPlace): ChildProcess {
  const index = new URL('../../dist/index.js', import.meta.url).href;
  const { processEnv, signal: _, onProgress: __, ...plain } = place;
  const code = `
    import { ${verb} } from '${index}';
    const place = { ...${JSON.stringify(plain)}, processEnv: process.env, signal: new AbortController().signal, onProgress: () => undefined };
    console.log(JSON.stringify(await ${verb}(place)));`;
  return spawn(process.execPath, ['--input-type=module', '--eval', code], { env: processEnv, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** When a command is killed: at which call of git that changes something, and whether git has done its work by then, or does it while nobody looks any more. */
export interface KillAt {
  readonly call: number;
  readonly when: 'after' | 'meanwhile';
}

/** A PATH on which `git` kills the command that calls it. `calls` is the file in which calls are counted. */
export function killingPath(folder: string, { call, when }: KillAt): string {
  const bin = join(folder, `bin-${call}-${when}`);
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  mkdirSync(bin, { recursive: true });
  const last = when === 'after' ? `${git} "$@"; kill -9 $PPID` : `kill -9 $PPID; exec ${git} "$@"`;
  const script = `#!/bin/sh
case " $* " in
*" init --quiet"* | *" remote add "* | *" fetch "* | *" worktree add "* | *" submodule "* | *" checkout "* | *" merge --ff-only "* | *" reset "*) ;;
*) exec ${git} "$@" ;;
esac
echo call >> "${bin}/calls"
[ "$(grep -c call "${bin}/calls")" = ${call} ] || exec ${git} "$@"
${last}
`;
  writeFileSync(join(bin, 'git'), script);
  chmodSync(join(bin, 'git'), 0o755);
  return `${bin}:${process.env['PATH'] ?? ''}`;
}
