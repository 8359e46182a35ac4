import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@dust-workspace/component/testing';

const directory = fileURLToPath(new URL('../..', import.meta.url));
const jar = process.env['TIKA_SERVER_JAR'] ?? join(homedir(), '.cache/dust-workspace/tika/tika-server-standard-2.9.1.jar');

/** Why nothing can be tested with the real server here, if it cannot. */
export const missing = !existsSync(jar)
  ? `${jar} is missing: run .ci/tika`
  : spawnSync('java', ['-version']).status !== 0
    ? 'java is not installed'
    : undefined;

/** The component as its process runtime starts it. */
export class TikaServer {
  readonly #output: string[] = [];

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => this.#output.push(String(chunk)));
  }

  /** `variables` take the place of TIKA_SERVER_JAR. */
  static async launch(variables: Readonly<Record<string, string>> = { TIKA_SERVER_JAR: jar }): Promise<TikaServer> {
    const port = await freePort();
    const env = { PATH: process.env['PATH'], TIKA_PORT: String(port), DSW_VOLUME: '/nonexistent', ...variables };
    const child = spawn('scripts/serve.sh', { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    return new TikaServer(child, port);
  }

  get output(): string {
    return this.#output.join('');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when the address that the manifest names answers. */
  async ready(): Promise<void> {
    while (!(await this.answers())) if (this.child.exitCode !== null) throw new Error(this.output);
  }

  async answers(): Promise<boolean> {
    const answer = await fetch(`${this.url}/version`).catch(() => undefined);
    if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    return answer?.ok ?? false;
  }

  async text(document: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await fetch(`${this.url}/tika`, {
      method: 'PUT',
      body: new Uint8Array(document),
      headers: { Accept: 'text/plain', ...headers },
      signal: AbortSignal.timeout(50_000),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.text()).trim();
  }

  /** The processes of Java that serve it, the one that was started first. */
  processes(): number[] {
    const found = spawnSync('ps', ['-o', 'pid=', '-g', String(this.child.pid)], { encoding: 'utf8' });
    return found.stdout.trim().split(/\s+/).filter(Boolean).map(Number);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}
