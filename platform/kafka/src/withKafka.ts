import type { HookContext } from '@dust-workspace/component/hooks';
import type { Manifest } from './manifest.js';
import { Connection } from './protocol/connection.js';

export type Context = HookContext<Manifest>;

/** Connects to the component for as long as something is done with it. */
export async function withKafka<T>(context: Context, use: (kafka: Connection) => Promise<T>): Promise<T> {
  const kafka = await Connection.open({ ...context.endpoint('KAFKA_PORT'), signal: context.signal });
  try {
    return await use(kafka);
  } finally {
    kafka.close();
  }
}
