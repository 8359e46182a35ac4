import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const applications = join(import.meta.dirname, '../../..');

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** A folder in the shape of upstream's checkout, with stand-ins for upstream's programs, and the scripts of the real components run on it. */
export class DustWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'dust-world-'));
  readonly checkout = join(this.folder, 'checkout');
  readonly programs = join(this.folder, 'bin');
  readonly variables: Record<string, string> = {};
  readonly #children: ChildProcess[] = [];

  constructor() {
    for (const path of ['core', 'front', 'front-api', 'front-spa', 'connectors', 'viz', 'sdks/js', 'sparkle', 'node_modules/.bin'])
      mkdirSync(join(this.checkout, path), { recursive: true });
    mkdirSync(this.programs);
  }

  file(path: string, text: string): void {
    const file = join(this.checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** A shell script as a program of the checkout. Each run of it is told in `calls`. */
  program(path: string, text: string): void {
    this.#script(join(this.checkout, path), text);
  }

  /** One that upstream's crate makes. */
  coreProgram(name: string, text: string): void {
    this.program(`core/target/debug/${name}`, text);
  }

  /** One of this machine. */
  hostProgram(name: string, text: string): void {
    this.#script(join(this.programs, name), text);
  }

  /** Names and arguments of the stand-ins that were run, in order. */
  get calls(): string[] {
    const file = join(this.folder, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  }

  forget(): void {
    rmSync(join(this.folder, 'calls'), { force: true });
  }

  /** Starts a script of a component as the process runtime does: in its folder; a hook is fed to `sh`. */
  start(component: string, script: string, ...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ran> } {
    const directory = join(applications, component);
    const command = /^scripts\/(?:init|prep)\.sh$/.test(script)
      ? ['-c', readFileSync(join(directory, script), 'utf8'), 'hook.sh']
      : ['-c', 'exec "$@"', 'sh', script, ...args];
    const child = spawn('sh', command, {
      cwd: directory,
      detached: true,
      env: {
        PATH: `${this.programs}:${process.env['PATH'] ?? ''}`,
        HOME: this.folder,
        TMPDIR: this.folder,
        DUST_SOURCE: this.checkout,
        CALLS: join(this.folder, 'calls'),
        ...this.variables,
      },
    });
    this.#children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    return { child, ended: once(child, 'close').then(([status]) => ({ status: status as number | null, output })) };
  }

  run(component: string, script: string, ...args: string[]): Promise<Ran> {
    return this.start(component, script, ...args).ended;
  }

  dispose(): void {
    for (const { exitCode, signalCode, pid } of this.#children)
      if (exitCode === null && signalCode === null && pid !== undefined) process.kill(-pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #script(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "\${0##*/}\${*:+ $*}" >>"$CALLS"\n${text}\n`);
    chmodSync(file, 0o755);
  }
}
