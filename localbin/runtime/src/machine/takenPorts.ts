import type { Diagnostic } from '@dust-workspace/component';
import { connectEngine, type EngineOptions } from '../compose/engine.js';
import { publisherIn } from '../compose/publisherIn.js';
import { portsTaken, type PublisherOf } from '../portsTaken.js';
import type { Instance } from '../runtime.js';

/** One problem for each port of instances that do not run which somebody else has, naming who: containers, too, where an engine is to be asked. */
export async function takenPorts(instances: readonly Instance[], engine: EngineOptions | undefined): Promise<Diagnostic[]> {
  const publisherOf = engine === undefined ? undefined : await publisherBy(engine);
  const found = await Promise.all(instances.map((instance) => portsTaken(instance, publisherOf)));
  return found.flat();
}

async function publisherBy(options: EngineOptions): Promise<PublisherOf | undefined> {
  const engine = await connectEngine(options);
  return engine.ok ? (port) => publisherIn(engine.value.docker)(port).catch(() => undefined) : undefined;
}
