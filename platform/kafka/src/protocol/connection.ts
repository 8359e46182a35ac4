import { connect, type Socket } from 'node:net';
import { HookFailure } from '@dust-workspace/component/hooks';
import { apis, apiVersions, type Api } from './apis.js';
import { Decoder } from './decoder.js';
import { Encoder } from './encoder.js';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** Milliseconds that an answer may take. */
  readonly patience?: number;
}

interface Waiting {
  readonly number: number;
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A connection to the one node there is. Addresses that it names in its answers are of no interest, so that it is reached from wherever a port of it is.
 * Several requests may be under way: Kafka answers those of a connection in their order, and carries them out in it.
 */
export class Connection {
  readonly #waiting: Waiting[] = [];
  #number = 0;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #failure: Error | undefined;

  private constructor(
    readonly socket: Socket,
    readonly options: ConnectionOptions,
  ) {
    const { host, port, signal, patience = 120_000 } = options;
    const abort = (): void => void socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    socket.setNoDelay(true);
    socket.setTimeout(patience, () => {
      if (this.#waiting.length > 0) socket.destroy(unreachable(`Kafka at ${host}:${port} gave no answer within ${patience / 1_000} s`));
    });
    socket.on('data', (chunk) => {
      this.#take(chunk);
    });
    socket.on('error', (error) => {
      this.#failure ??=
        error instanceof HookFailure || signal.aborted
          ? error
          : unreachable(`Kafka at ${host}:${port} does not answer (${(error as NodeJS.ErrnoException).code ?? error.message})`);
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', abort);
      this.#failure ??= unreachable(`Kafka at ${host}:${port} closed the connection`);
      for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
    });
  }

  /** Connects to a server that speaks what is spoken here. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    options.signal.throwIfAborted();
    const connection = new Connection(connect(options.port, options.host), options);
    try {
      await connection.#expectVersions();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Sends a request and resolves with its answer. */
  async ask(api: Api, write: (encoder: Encoder) => unknown): Promise<Decoder> {
    this.options.signal.throwIfAborted();
    const number = (this.#number = (this.#number + 1) & 0x7fff_ffff);
    const request = new Encoder().int32(0).int16(api.key).int16(api.version).int32(number).string('dust-workspace');
    write(request);
    request.bytes.writeInt32BE(request.bytes.length - 4, 0);
    const answer = await new Promise<Buffer>((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#waiting.push({ number, resolve, reject });
      this.socket.write(request.bytes);
    });
    return new Decoder(answer);
  }

  close(): void {
    this.socket.destroy();
  }

  async #expectVersions(): Promise<void> {
    const answer = await this.ask(apiVersions, () => undefined);
    answer.int16();
    const spoken = new Map(answer.array((each) => [each.int16(), [each.int16(), each.int16()] as const] as const));
    for (const [name, { key, version }] of Object.entries(apis)) {
      const [from, to] = spoken.get(key) ?? [0, -1];
      if (version < from || version > to)
        throw new HookFailure(`this version of Kafka does not take ${name} requests of version ${version}`, 'Use Kafka 4.');
    }
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    while (this.#receivedBytes >= 4) {
      const [first] = this.#received as [Buffer];
      const length = (first.length >= 4 ? first : this.#join()).readInt32BE(0);
      if (this.#receivedBytes < 4 + length) return;
      const all = this.#join();
      this.#received = [all.subarray(4 + length)];
      this.#receivedBytes -= 4 + length;
      this.#answer(all.subarray(4, 4 + length));
    }
  }

  #join(): Buffer {
    const [first] = this.#received;
    const all = first !== undefined && this.#received.length === 1 ? first : Buffer.concat(this.#received);
    this.#received = [all];
    return all;
  }

  #answer(answer: Buffer): void {
    const next = this.#waiting.shift();
    if (next?.number === answer.readInt32BE(0)) return next.resolve(answer.subarray(4));
    const failure = new HookFailure('Kafka answered something that was not asked');
    next?.reject(failure);
    this.socket.destroy(failure);
  }
}

function unreachable(message: string): HookFailure {
  return new HookFailure(message, 'See dsw logs kafka.');
}
