import { request, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NoAnswer } from './failures.js';

export interface Message {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  /** A stream is sent as it comes. */
  readonly body?: string | Readable;
}

export interface Place {
  readonly host: string;
  readonly port: number;
  /** How long nothing may happen until the answer begins, in milliseconds. */
  readonly within: number;
  /** How long nothing may happen after that. */
  readonly silence: number;
  readonly component: string;
  readonly signal: AbortSignal;
}

/** Sends one message and resolves when the answer begins. Reading it fails as a stream does when it breaks off or falls silent. Throws NoAnswer. */
export async function exchange(place: Place, message: Message): Promise<IncomingMessage> {
  const { host, port, signal } = place;
  signal.throwIfAborted();
  const { method, path, headers, body } = message;
  const remedy = `See dsw logs ${place.component}.`;
  const failed = (why: string): NoAnswer => new NoAnswer(`Qdrant did not answer ${method} ${path}: ${why}`, remedy);
  // Without an agent no connection outlives its answer.
  const sent = request({ host, port, method, path, headers, agent: false, signal });
  sent.setTimeout(place.within, () => sent.destroy(failed(`nothing within ${place.within / 1_000} s`)));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', (response) => {
      sent.setTimeout(place.silence);
      resolve(response);
    });
    sent.on('error', (error) => reject(signal.aborted ? error : error instanceof NoAnswer ? error : failed(error.message)));
  });
  if (body === undefined || typeof body === 'string') sent.end(body);
  else await Promise.race([answered, sentWhole(body, sent, answered)]);
  return answered;
}

/** What is sent must not be cut short without a word; that Qdrant hangs up is told by the answer, or by its absence. */
async function sentWhole(body: Readable, sent: ReturnType<typeof request>, answered: Promise<unknown>): Promise<void> {
  let broken: Error | undefined;
  body.once('error', (error) => (broken = error));
  try {
    await pipeline(body, sent);
  } catch {
    if (broken === undefined) await answered;
    else {
      answered.catch(() => undefined);
      throw broken;
    }
  }
}
