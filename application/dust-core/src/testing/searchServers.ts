import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** As much of the APIs of Elasticsearch and Qdrant as initialising Dust asks for, in one server that remembers. */
export class SearchServers {
  /** Indices, each with its aliases. */
  readonly indices = new Map<string, Set<string>>();
  /** Collections, each with the fields of its payload that have an index, and how many points it is told to have without counting, if that differs. */
  readonly collections = new Map<string, { readonly fields: Set<string>; points: number; guessed?: number }>();
  /** What was asked with another method than GET. */
  readonly changes: string[] = [];
  /** The values of the header `authorization`. */
  readonly logins = new Set<string>();
  /** Answers everything with this status while it is set. */
  broken: number | undefined;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async started(): Promise<SearchServers> {
    const servers = new SearchServers();
    servers.#server.listen(0, '127.0.0.1');
    await once(servers.#server, 'listening');
    return servers;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    if (headers.authorization !== undefined) this.logins.add(headers.authorization);
    if (method !== 'GET') this.changes.push(`${method} ${url}`);
    const { status, body = {} } =
      this.broken === undefined
        ? this.#answer(method, url.split('/').slice(1), Buffer.concat(chunks).toString())
        : { status: this.broken, body: { error: 'not now' } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  #answer(method: string, path: readonly string[], text: string): Answer {
    const [first = '', second = '', third = ''] = path;
    if (first === 'collections') return this.#collection(method, second, third, text);
    if (first === '_aliases') return this.#alias(JSON.parse(text) as { actions: { add: { index: string; alias: string } }[] });
    const aliases = this.indices.get(first);
    if (method === 'PUT' && aliases !== undefined) return { status: 400, body: { error: 'resource_already_exists_exception' } };
    if (method === 'PUT') this.indices.set(first, new Set());
    else if (aliases === undefined || (third !== '' && !aliases.has(third))) return { status: 404 };
    return { status: 200 };
  }

  #alias({ actions }: { readonly actions: readonly { readonly add: { readonly index: string; readonly alias: string } }[] }): Answer {
    const known = actions.every(({ add }) => this.indices.has(add.index));
    if (known) for (const { add } of actions) this.indices.get(add.index)?.add(add.alias);
    return { status: known ? 200 : 404 };
  }

  #collection(method: string, name: string, part: string, text: string): Answer {
    const found = this.collections.get(name);
    if (method === 'PUT' && part === 'index') found?.fields.add((JSON.parse(text) as { field_name: string }).field_name);
    else if (method === 'PUT' && found !== undefined) return { status: 409 };
    else if (method === 'PUT') this.collections.set(name, { fields: new Set(), points: 0 });
    else if (found === undefined) return { status: 404 };
    else if (method === 'POST' && part === 'points') return { status: 200, body: { result: { count: found.points } } };
    else if (method === 'DELETE') this.collections.delete(name);
    const schema = Object.fromEntries([...(found?.fields ?? [])].map((field) => [field, { data_type: 'keyword' }]));
    return {
      status: 200,
      body: { result: { status: 'green', points_count: found?.guessed ?? found?.points ?? 0, payload_schema: schema } },
    };
  }
}
