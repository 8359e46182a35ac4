import { join } from 'node:path';
import { ComponentServer } from '@dust-workspace/runtime/testing';
import type { Manifest } from '../manifest.js';
import type { Context } from '../withKafka.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

/** A server of the component, whatever runs it. */
export abstract class Server extends ComponentServer {
  get port(): number {
    return this.portOf('KAFKA_PORT');
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  context(overrides: Partial<Context> = {}): Context {
    const env = { KAFKA_TOPICS: undefined, KAFKA_HEAP: '256m', KAFKA_GATEWAY: undefined };
    return { ...this.contextWith<Manifest>(directory, env), ...overrides };
  }
}
