import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { HookContext } from '@dust-workspace/component/hooks';
import { parseJson, writeJson, isObject, type Json, type JsonObject } from './exactJson.js';
import { exchange, type Message } from './exchange.js';
import { mayPass, NoAnswer, Refused } from './failures.js';
import type { Manifest } from './manifest.js';
import type { Patience } from './patience.js';

export type Context = HookContext<Manifest>;

export interface Answer {
  /** Qdrant has accepted what it was asked to do, and does it later. */
  readonly accepted: boolean;
  readonly result: Json;
  /** All of the answer, where it is an object. */
  readonly whole: JsonObject;
}

interface AskOptions {
  readonly body?: JsonObject;
  /** Milliseconds until the answer begins. */
  readonly within?: number;
}

/** A running Qdrant, by its HTTP API. */
export class Qdrant {
  constructor(
    readonly context: Context,
    readonly patience: Patience,
    readonly signal: AbortSignal = context.signal,
  ) {}

  /** Asks until there is an answer, where asking twice does no harm. Returns the result. */
  async ask(method: Message['method'], path: string, options: AskOptions = {}): Promise<Json> {
    return (await this.repeat(() => this.askOnce(method, path, options))).result;
  }

  async askOnce(method: Message['method'], path: string, { body, within }: AskOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: writeJson(body) };
    return this.read(method, path, await this.open({ method, path, headers, ...content }, within));
  }

  /** Opens an exchange, whatever the status of the answer. */
  open(message: Message, within = this.patience.answer): Promise<IncomingMessage> {
    const { env, endpoint, component } = this.context;
    const key = env.QDRANT_API_KEY ?? '';
    const headers = key === '' ? message.headers : { ...message.headers, 'api-key': key };
    const place = { ...endpoint('QDRANT_PORT'), component, within, silence: this.patience.silence, signal: this.signal };
    return exchange(place, { ...message, headers });
  }

  /** The answer to its end. Throws Refused where it is no success. */
  async read(method: string, path: string, response: IncomingMessage): Promise<Answer> {
    const status = response.statusCode ?? 0;
    const said = await this.#textOf(method, path, response);
    const answer = parsed(said);
    if (status >= 200 && status < 300) return { accepted: status === 202, result: answer?.['result'] ?? null, whole: answer ?? {} };
    throw this.#refusal(status, `${method} ${path}`, reasonOf(answer) ?? said.trim().slice(0, 200), response.headers['retry-after']);
  }

  /** Tries something until it goes well, or fails in a way that will not pass. */
  async repeat<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        if (!mayPass(error) || attempt >= this.patience.attempts) throw error;
        await this.pause(attempt, error);
      }
    }
  }

  /** Brings something about that may not be asked for twice: after each failure it is looked whether it has come about all the same. */
  async bringAbout(act: () => Promise<unknown>, isDone: () => Promise<boolean>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await act();
        return;
      } catch (error) {
        if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
        if (await isDone()) return;
        if (!mayPass(error) || attempt >= this.patience.attempts) throw error;
        await this.pause(attempt, error);
      }
    }
  }

  /** Waits before the next attempt, or, without a failure, before the next look. */
  async pause(attempt: number, error?: unknown): Promise<void> {
    const retryAfter = error instanceof Refused ? error.retryAfter : undefined;
    const pause = this.patience.pause(attempt, retryAfter);
    if (error instanceof Error && pause >= 1_000) this.context.log(`${error.message}; asked again in ${Math.round(pause / 1_000)} s`);
    await sleepFor(pause, undefined, { signal: this.signal });
  }

  async #textOf(method: string, path: string, response: IncomingMessage): Promise<string> {
    try {
      return await text(response);
    } catch (error) {
      this.signal.throwIfAborted();
      throw new NoAnswer(`Qdrant broke off its answer to ${method} ${path}: ${(error as Error).message}`);
    }
  }

  #refusal(status: number, asked: string, reason: string, retryAfter: string | undefined): Refused {
    const { component, environment } = this.context;
    const remedy =
      status === 401 || (status === 403 && /api.?key|token|access/i.test(reason))
        ? `Qdrant runs with another QDRANT_API_KEY than the one configured now: dsw restart ${component} --env ${environment}.`
        : undefined;
    const seconds = Number(retryAfter);
    const wait = retryAfter === undefined || Number.isNaN(seconds) ? undefined : seconds * 1_000;
    return new Refused(status, `Qdrant answered ${status} to ${asked}: ${reason}`, remedy, wait);
  }
}

/** A path in which what is filled in is one step, whatever it contains. */
export function path(strings: TemplateStringsArray, ...steps: (string | number)[]): string {
  return String.raw({ raw: strings.raw }, ...steps.map((step) => encodeURIComponent(step)));
}

function parsed(said: string): JsonObject | undefined {
  try {
    const value = parseJson(said);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `{"status": {"error": "..."}}` */
function reasonOf(answer: JsonObject | undefined): string | undefined {
  const status = answer?.['status'];
  const error = isObject(status) ? status['error'] : undefined;
  return typeof error === 'string' ? error : undefined;
}
