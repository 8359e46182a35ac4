import { createServer } from 'node:net';
import type { Diagnostic } from '@dust-workspace/component';
import { describeHolder } from './describeHolder.js';
import { holderOfPort } from './portHolder.js';
import type { Instance } from './runtime.js';

/** In words, who has published a port without listening on it as a process of its own: a container. */
export type PublisherOf = (port: number) => Promise<string | undefined>;

/** One problem for each port of an instance on which somebody else listens, naming who. Asked before the instance is started. */
export async function portsTaken(instance: Instance, publisherOf: PublisherOf = nobody): Promise<Diagnostic[]> {
  const problems = await Promise.all(Object.entries(instance.ports).map(([name, port]) => problemOf(instance, name, port, publisherOf)));
  return problems.flatMap((found) => found ?? []);
}

function nobody(): Promise<undefined> {
  return Promise.resolve(undefined);
}

async function problemOf(
  { component, environment }: Instance,
  name: string,
  port: number,
  publisherOf: PublisherOf,
): Promise<Diagnostic | undefined> {
  if (await isFree(port)) return undefined;
  const publisher = await publisherOf(port);
  const holder = publisher ?? describeHolder(await holderOfPort(port));
  const file = `env/${environment}/${component.name}.env`;
  return {
    severity: 'error',
    code: 'port-taken',
    message: `port ${port} (${name} of ${component.name}) is taken by ${holder}`,
    remedy: `Stop that ${publisher === undefined ? 'process' : 'container'}, or set ${name} to another port in ${file}.`,
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
