import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import type { Context } from '../ask.js';

/** An answer in the words of the documented API; `never` is none at all. */
export type Played = PlayedAnswer | 'never' | (() => PlayedAnswer);

interface PlayedAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly retryAfter?: number;
}

interface Rule {
  readonly method: string;
  readonly path: RegExp;
  readonly answers: Played[];
}

/** Keeps to Elasticsearch's API as it is documented, as far as it was told, and remembers what it was asked. */
export class ContractServer {
  /** `METHOD /path`, without parameters. Names that are made up for each use are shown as `TEMPORARY`. */
  readonly asked: string[] = [];
  readonly bodies = new Map<string, unknown>();
  readonly commands: string[] = [];
  readonly lines: string[] = [];
  readonly #rules: Rule[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async started(): Promise<ContractServer> {
    const contract = new ContractServer();
    contract.#server.listen(0, '127.0.0.1');
    await once(contract.#server, 'listening');
    return contract;
  }

  /** Answers in this order; the last one is given again and again. What is said later comes first. */
  on(method: string, path: RegExp, ...answers: Played[]): this {
    this.#rules.unshift({ method, path, answers });
    return this;
  }

  /** How often something was asked. */
  count(asked: string): number {
    return this.asked.filter((one) => one === asked).length;
  }

  async dispose(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  context(overrides: Partial<Context> = {}): Context {
    const { port } = this.#server.address() as AddressInfo;
    const exec = async (line: readonly string[], { stdin, stdout }: ExecOptions = {}): Promise<ExecResult> => {
      this.commands.push(hideNames(line.join(' ')));
      if (typeof stdin === 'object') await text(stdin);
      stdout?.end('an archive');
      return { exitCode: 0, signal: null, stdout: '', stderr: '' };
    };
    return {
      component: 'elasticsearch',
      environment: 'test',
      directory: '.',
      env: {
        ELASTICSEARCH_USERNAME: 'elastic',
        ELASTICSEARCH_PASSWORD: 'password',
        ELASTICSEARCH_HEAP: '512m',
        ELASTICSEARCH_VERSION: '8.11.3',
        ELASTICSEARCH_REGISTRY: 'docker.elastic.co',
        ELASTICSEARCH_ANALYSIS_ICU: 'analysis-icu',
      },
      endpoint: () => ({ host: '127.0.0.1', port }),
      exec,
      run: async (line, options) => (await exec(line, options)).stdout,
      log: (line) => void this.lines.push(line),
      signal: new AbortController().signal,
      ...overrides,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    const asked = `${method} ${hideNames(path)}`;
    this.asked.push(asked);
    const body = await text(request);
    if (body !== '') this.bodies.set(asked, JSON.parse(body));
    const rule = this.#rules.find((one) => one.method === method && one.path.test(path));
    const played = rule === undefined ? { status: 500, body: { error: `not in the contract: ${asked}` } } : rule.answers[0]!;
    if (rule !== undefined && rule.answers.length > 1) rule.answers.shift();
    if (played === 'never') return;
    const { status = 200, body: answer = { acknowledged: true }, retryAfter } = typeof played === 'function' ? played() : played;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` }),
    });
    response.end(JSON.stringify(answer));
  }
}

function hideNames(line: string): string {
  return line.replaceAll(/dsw-(?:backup|restore)-[0-9a-f]{12}/g, 'TEMPORARY').replaceAll(/dsw-aside-[0-9a-f]{8}-/g, 'ASIDE-');
}
