import { createServer } from 'node:net';
import type { Diagnostic } from '@dust-workspace/component';
import { holderOfPort, type PortHolder } from './portHolder.js';
import { processTable } from './process/processTable.js';
import type { Instance } from './runtime.js';

/** One problem for each port of an instance on which somebody else listens, naming who. Asked before the instance is started. */
export async function portsTaken(instance: Instance): Promise<Diagnostic[]> {
  const problems = await Promise.all(Object.entries(instance.ports).map(([name, port]) => problemOf(instance, name, port)));
  return problems.flatMap((found) => found ?? []);
}

async function problemOf({ component, environment }: Instance, name: string, port: number): Promise<Diagnostic | undefined> {
  if (await isFree(port)) return undefined;
  const holder = await holderOfPort(port);
  const file = `env/${environment}/${component.name}.env`;
  return {
    severity: 'error',
    code: 'port-taken',
    message: `port ${port} (${name} of ${component.name}) is taken by ${describe(holder)}`,
    remedy: `Stop that process, or set ${name} to another port in ${file}.`,
  };
}

/** Nothing is connected to: a listener would notice. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function describe(holder: PortHolder | 'unknown' | undefined): string {
  if (holder === undefined || holder === 'unknown') return 'a process that cannot be seen from here';
  const marks = processTable().marks(holder.pid);
  const component = typeof marks === 'object' ? marks.variable('DSW_COMPONENT') : undefined;
  if (typeof marks !== 'object' || component === undefined) return `process ${holder.pid}: ${holder.command}`;
  const place = `${marks.variable('DSW_ENVIRONMENT') ?? ''} in ${marks.variable('DSW_WORKSPACE') ?? ''}`;
  return `process ${holder.pid}, ${component} of the environment ${place}: ${holder.command}`;
}
