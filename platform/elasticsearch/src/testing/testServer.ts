import { join } from 'node:path';
import { ComponentProcess, ComponentServer } from '@dust-workspace/runtime/testing';
import { ask, type Answer, type Context, type Method } from '../ask.js';
import type { Manifest } from '../manifest.js';

const directory = join(import.meta.dirname, '../..');

/** Where `.ci/elasticsearch` has put the program. */
const { ELASTICSEARCH_BIN: programs } = process.env;

/** Why there is no server to test with, or nothing. */
export const noServer = programs === undefined ? 'no ELASTICSEARCH_BIN: see .ci/elasticsearch' : undefined;

/** The component as a process. */
export class TestServer extends ComponentServer {
  private constructor(readonly process: ComponentProcess) {
    super(process);
  }

  static async make(): Promise<TestServer> {
    return new TestServer(await ComponentProcess.make(directory, { programs, variables: { ELASTICSEARCH_HEAP: '256m' } }));
  }

  static async started(): Promise<TestServer> {
    const server = await TestServer.make();
    await server.start();
    return server;
  }

  get port(): number {
    return this.portOf('ELASTICSEARCH_PORT');
  }

  /** One request, for tests: its status is as it is. */
  async ask(method: Method, path: string, body?: unknown): Promise<Answer> {
    return ask(this.context(), method, path, { ...(body === undefined ? {} : { body }) });
  }

  context(overrides: Partial<Context> = {}): Context {
    const env = {
      ELASTICSEARCH_USERNAME: 'elastic',
      ELASTICSEARCH_PASSWORD: 'password',
      ELASTICSEARCH_HEAP: '256m',
      ELASTICSEARCH_VERSION: '8.11.3',
      ELASTICSEARCH_REGISTRY: 'docker.elastic.co',
      ELASTICSEARCH_ANALYSIS_ICU: 'analysis-icu',
    };
    return { ...this.contextWith<Manifest>(directory, env), ...overrides };
  }
}
