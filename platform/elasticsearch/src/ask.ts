import { setTimeout as sleep } from 'node:timers/promises';
import { HookFailure, type HookContext } from '@dust-workspace/component/hooks';
import type { Manifest } from './manifest.js';
import { patience, type Patience } from './patience.js';

export type Context = HookContext<Manifest>;
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Answer {
  readonly status: number;
  /** Its JSON, or an empty object where it is none. */
  readonly body: unknown;
  /** How long the text of it was. */
  readonly bytes: number;
}

export interface AskOptions {
  readonly body?: unknown;
  /** Statuses that are answers and no failures, beside those of success. */
  readonly accept?: readonly number[];
  readonly patience?: Patience;
}

/** No answer came in time, or the connection broke: what was asked for may have happened all the same. */
export class NoAnswer extends HookFailure {}

/** Elasticsearch refused. `type` is its own word for the reason. */
export class Refused extends HookFailure {
  constructor(
    message: string,
    readonly status: number,
    readonly type: string,
  ) {
    super(message);
  }
}

/** Asks Elasticsearch. While it says that it is busy (429, 503) it is asked again, with growing pauses or those that it names. */
export async function ask(context: Context, method: Method, path: string, options: AskOptions = {}): Promise<Answer> {
  const { patience: { busy, answer: within } = patience, accept = [] } = options;
  const deadline = Date.now() + busy;
  for (let pause = 100; ; pause = Math.min(5_000, pause * 2)) {
    const { response, text } = await send(context, method, path, { body: options.body, within });
    if (response.ok || accept.includes(response.status)) return { status: response.status, body: parse(text), bytes: text.length };
    const wait = pauseOf(response) ?? pause;
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || Date.now() + wait > deadline) throw refusal(method, path, response.status, parse(text));
    await sleep(wait, undefined, { signal: context.signal });
  }
}

async function send(
  context: Context,
  method: Method,
  path: string,
  { body, within }: { readonly body: unknown; readonly within: number },
): Promise<{ response: Response; text: string }> {
  const { host, port } = context.endpoint('ELASTICSEARCH_PORT');
  const { ELASTICSEARCH_USERNAME: name, ELASTICSEARCH_PASSWORD: password } = context.env;
  const tooLong = AbortSignal.timeout(within);
  try {
    const response = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/${path}`, {
      method,
      headers: {
        // Nobody asks for them while security is off.
        authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([context.signal, tooLong]),
    });
    return { response, text: await response.text() };
  } catch (error) {
    context.signal.throwIfAborted();
    const reason = tooLong.aborted ? `gave no answer within ${within / 1_000} s` : `does not answer (${causeOf(error)})`;
    throw new NoAnswer(`Elasticsearch at ${host}:${port} ${reason}: ${method} ${shown(path)}`, `See dsw logs ${context.component}.`);
  }
}

function causeOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? 'no connection';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** `Retry-After`, in seconds. */
function pauseOf(response: Response): number | undefined {
  const seconds = response.headers.get('retry-after');
  return seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}

function refusal(method: Method, path: string, status: number, body: unknown): Refused {
  const { error } = body as { error?: string | { type?: string; reason?: string; root_cause?: { reason?: string }[] } };
  const { type = '', reason = '', root_cause: causes = [] } = typeof error === 'object' ? error : { reason: error };
  const said = [reason, ...causes.map((cause) => cause.reason ?? '')].filter((text) => text !== '');
  const why = [...new Set(said)].join(': ');
  return new Refused(`Elasticsearch refused ${method} ${shown(path)}: ${status}${why === '' ? '' : ` ${why}`}`, status, type);
}

/** Without its parameters. */
function shown(path: string): string {
  return `/${path.split('?')[0] ?? ''}`;
}
