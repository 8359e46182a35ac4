import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { clusterOf, descriptionOf, failure, indexOf, infoOf, ok, scroll, upload, type Fields, type Reply } from './fakeAnswers.js';
import { FakeCollection } from './fakeCollection.js';

/** What a request meets instead of what it asked for. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly error?: string; readonly headers?: Record<string, string> }
  /** It is done all the same. */
  | { readonly kind: 'done-but'; readonly status: number }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** The answer breaks off after so many bytes. */
  | { readonly kind: 'cut'; readonly after: number }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'without-ranges' };

interface PlannedFault {
  readonly pattern: RegExp;
  readonly fault: Fault | undefined;
  times: number;
}

/**
 * A server that keeps to Qdrant's HTTP API of version 1.13 as far as the hooks use it (docs/redoc/v1.13.x/openapi.json of its repository). It has
 * points and snapshots in memory, writes down what it is asked, and gives awkward answers when it is told to.
 */
export class FakeQdrant {
  readonly collections = new Map<string, FakeCollection>();
  readonly aliases = new Map<string, string>();
  /** `GET /collections`, with the query, in the order in which they came. */
  readonly requests: string[] = [];
  version = '1.13.6';
  apiKey: string | undefined;
  ready = true;
  consensus: Fields = { consensus_thread_status: 'working', last_update: '2025-04-01T10:00:00Z' };
  /** Called before each request is carried out. */
  before: (request: string) => void = () => undefined;
  readonly #faults: PlannedFault[] = [];
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  static async started(): Promise<FakeQdrant> {
    const fake = new FakeQdrant();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next requests that match meet it, after those that pass. */
  fault(pattern: RegExp, fault: Fault, { times = 1, after = 0 } = {}): void {
    if (after > 0) this.#faults.push({ pattern, fault: undefined, times: after });
    this.#faults.push({ pattern, fault, times });
  }

  collection(name: string): FakeCollection {
    return this.collections.get(name)!;
  }

  make(name: string, body: Fields): FakeCollection {
    const collection = new FakeCollection(name, body);
    this.collections.set(name, collection);
    return collection;
  }

  /** Names of all snapshots of shards. */
  get snapshots(): string[] {
    return [...this.collections.values()].flatMap(({ shards }) => [...shards.values()].flatMap(({ snapshots }) => [...snapshots.keys()]));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${request.method ?? ''} ${request.url ?? ''}`;
    this.requests.push(asked);
    const content = await buffer(request).catch(() => undefined);
    if (content === undefined) return;
    this.before(asked);
    const fault = this.#faultFor(asked);
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'status':
        return send(response, failure(fault.status, fault.error ?? 'Service internal error: awkward'), fault.headers);
      case 'accepted':
        // What is wanted is done a moment later.
        setTimeout(() => this.#carryOut(request, content), 20);
        return send(response, { status: 202, json: '{"time":0,"status":"accepted"}' });
      default: {
        const reply = this.#carryOut(request, content);
        if (fault?.kind === 'done-but') return send(response, failure(fault.status, 'Service internal error: awkward'));
        return reply.content === undefined ? send(response, reply) : download(request, response, reply.content, fault);
      }
    }
  }

  #faultFor(asked: string): Fault | undefined {
    const planned = this.#faults.find(({ pattern, times }) => times > 0 && pattern.test(asked));
    if (planned === undefined) return undefined;
    planned.times -= 1;
    return planned.fault;
  }

  #carryOut(request: IncomingMessage, content: Buffer): Reply {
    const url = new URL(request.url ?? '/', 'http://qdrant');
    const steps = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const open = ['', 'readyz'].includes(steps[0] ?? '');
    if (!open && this.apiKey !== undefined && request.headers['api-key'] !== this.apiKey)
      return { status: 401, text: 'Must provide an API key or an Authorization bearer token' };
    const body = (request.headers['content-type'] ?? '').includes('json') ? (JSON.parse(content.toString()) as Fields) : {};
    try {
      return this.#route(request.method ?? '', steps, { url, body, content, text: content.toString('latin1') });
    } catch (error) {
      return failure(400, (error as Error).message);
    }
  }

  #route(method: string, steps: string[], asked: { url: URL; body: Fields; content: Buffer; text: string }): Reply {
    const [first = '', name = '', part = '', shard = '', , snapshot = ''] = steps;
    const route = `${method} ${steps.map((step, index) => (index === 1 || index === 3 || index === 5 ? '*' : step)).join('/')}`;
    if (route === 'GET ') return { json: JSON.stringify({ title: 'qdrant - vector search engine', version: this.version, commit: 'a' }) };
    if (route === 'GET readyz') return this.ready ? { text: 'all shards are ready' } : { status: 503, text: 'some shards are not ready' };
    if (route === 'GET cluster') return ok({ status: 'enabled', peer_id: 1, peers: {}, consensus_thread_status: this.consensus });
    if (route === 'GET aliases')
      return ok({ aliases: [...this.aliases].map(([alias_name, collection_name]) => ({ alias_name, collection_name })) });
    if (route === 'GET collections') return ok({ collections: [...this.collections.keys()].map((one) => ({ name: one })) });
    if (route === 'POST collections/*' && name === 'aliases') return this.#changeAliases(asked.body);
    if (first !== 'collections') return failure(404, 'no such path');
    if (route === 'PUT collections/*') return this.#makeCollection(name, asked.body);
    const collection = this.collections.get(name);
    if (route === 'DELETE collections/*') return ok(this.#deleteCollection(name));
    if (collection === undefined) return failure(404, `Not found: Collection \`${name}\` doesn't exist!`);
    if (part === 'shards' && shard !== '' && shard !== 'delete')
      return this.#routeShard(method, collection, Number(shard), steps.slice(4), asked, snapshot);
    switch (`${method} ${steps.slice(2).join('/')}`) {
      case 'GET ':
        return ok(infoOf(collection));
      case 'PATCH ':
        collection.patch(asked.body);
        return ok(true);
      case 'GET cluster':
        return ok(clusterOf(collection));
      case 'PUT index':
        collection.indexes.set(String(asked.body['field_name']), indexOf(asked.body['field_schema']));
        return ok({ operation_id: 1, status: 'completed' });
      case 'PUT shards':
        if (collection.body['sharding_method'] !== 'custom')
          return failure(400, 'Bad request: cannot be created with Auto sharding method');
        if (collection.hasKey(asked.body['shard_key'])) return failure(400, 'Bad request: Sharding key already exists');
        collection.addKey(asked.body['shard_key'] as string, asked.body['shards_number'] as number | undefined);
        return ok(true);
      case 'POST shards/delete':
        if (!collection.hasKey(asked.body['shard_key'])) return failure(400, 'Bad request: Shard key does not exist');
        collection.removeKey(asked.body['shard_key'] as string);
        return ok(true);
      case 'POST points/count':
        return ok({ count: collection.points(asked.body['shard_key']).length });
      case 'POST points/scroll':
        return scroll(collection, asked.body, asked.text);
      default:
        return failure(404, 'no such path');
    }
  }

  #makeCollection(name: string, body: Fields): Reply {
    if (this.collections.has(name)) return failure(409, `Wrong input: Collection \`${name}\` already exists!`);
    this.make(name, body);
    return ok(true);
  }

  #deleteCollection(name: string): boolean {
    for (const [alias, target] of this.aliases) if (target === name) this.aliases.delete(alias);
    return this.collections.delete(name);
  }

  #changeAliases({ actions }: Fields): Reply {
    for (const { create_alias: made } of actions as { create_alias: { alias_name: string; collection_name: string } }[]) {
      if (!this.collections.has(made.collection_name)) return failure(404, 'Not found: no such collection');
      this.aliases.set(made.alias_name, made.collection_name);
    }
    return ok(true);
  }

  #routeShard(
    method: string,
    collection: FakeCollection,
    id: number,
    steps: string[],
    { url, content, text }: { url: URL; content: Buffer; text: string },
    name: string,
  ): Reply {
    const shard = collection.shards.get(id);
    if (shard === undefined) return failure(404, `Not found: shard ${id} not found`);
    if (steps.join('/') === 'snapshots/upload') return upload(collection, id, url, content, text);
    const snapshot = shard.snapshots.get(name);
    switch (`${method} ${steps.length}`) {
      case 'GET 1':
        return ok([...shard.snapshots].map(([one, { content: bytes, checksum }]) => descriptionOf(one, bytes, checksum)));
      case 'POST 1': {
        const [made, { content: bytes, checksum }] = collection.makeSnapshot(id);
        return ok(descriptionOf(made, bytes, checksum));
      }
      case 'GET 2':
        return snapshot === undefined ? failure(404, `Not found: Snapshot ${name} not found`) : { content: snapshot.content };
      case 'DELETE 2':
        return shard.snapshots.delete(name) ? ok(true) : failure(404, `Not found: Snapshot ${name} not found`);
      default:
        return failure(404, 'no such path');
    }
  }
}

function send(response: ServerResponse, { status = 200, json, text }: Reply, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': json === undefined ? 'text/plain' : 'application/json', ...headers });
  response.end(json ?? text);
}

/** As files are sent: with ranges. */
function download(request: IncomingMessage, response: ServerResponse, whole: Buffer, fault: Fault | undefined): void {
  const from = fault?.kind === 'without-ranges' ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const content = Buffer.from(whole.subarray(Number(from ?? 0)));
  if (fault?.kind === 'corrupt') content[content.length >> 1]! ^= 1;
  response.writeHead(from === undefined ? 200 : 206, { 'content-length': content.length });
  if (fault?.kind === 'cut') response.write(content.subarray(0, fault.after), () => setTimeout(() => request.socket.resetAndDestroy(), 20));
  else response.end(content);
}
