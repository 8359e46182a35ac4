import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Leases, Lessee } from '../ports/leases.js';

/** Takes orders, one JSON text a line, and answers each with a line. Without order it is `ready`. */
const program = `
import { createInterface } from 'node:readline';
import { leasePorts, releasePorts, PortRegistry } from '@dust-workspace/environment';
const registry = await PortRegistry.open({ processEnv: process.env, machine: 'here' });
const component = (ports) => ({ name: 'a', manifest: { ports } });
console.log('"ready"');
for await (const line of createInterface({ input: process.stdin })) {
  const { lessee, ports, release } = JSON.parse(line);
  if (release) await releasePorts(registry, lessee);
  const leased = await leasePorts({ lessee, registry, components: [component(ports)], mayMove: true });
  console.log(JSON.stringify(leased.ok ? leased.value.leases : leased.diagnostics));
}
`;

export interface Order {
  readonly lessee: Lessee;
  readonly ports: Readonly<Record<string, number>>;
  /** Gives back all that the environment has first. */
  readonly release?: boolean;
}

/** A process that leases ports when it is told to. */
export class LeasingProcess {
  readonly #lines: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream }) {
    child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Ready for orders. `root` is that of the machine. */
  static async start(root: string): Promise<LeasingProcess> {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { PATH: process.env['PATH'], DSW_STATE_HOME: `${root}/state` },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const started = new LeasingProcess(child);
    await started.answer();
    return started;
  }

  order(order: Order): void {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  async answer(): Promise<Leases> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the process ended');
    return JSON.parse(value) as Leases;
  }

  async kill(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
