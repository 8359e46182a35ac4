import type { ProblemAnswer } from '../../api.js';

/** `status`: of HTTP; 0 where the console did not answer at all. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number; readonly problem: ProblemAnswer };

/** Asks the console. What goes wrong is an answer, too. */
export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>>;
  post<T>(path: string, body: object): Promise<Answer<T>>;
}

export interface ClientOptions {
  readonly token: () => string | null;
  /** The console did not know the token. */
  readonly onRefused: () => void;
}

const patience = 20_000;

export function createClient({ token, onRefused }: ClientOptions): Client {
  async function ask<T>(path: string, request: RequestInit, signal?: AbortSignal): Promise<Answer<T>> {
    const limit = AbortSignal.timeout(patience);
    try {
      const response = await fetch(path, { ...request, signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
      const body: unknown = await readBody(response);
      if (response.ok) return { ok: true, value: body as T };
      if (response.status === 401) onRefused();
      return { ok: false, status: response.status, problem: problemIn(body, response) };
    } catch {
      return { ok: false, status: 0, problem: { message: 'The console does not answer.', remedy: 'Start it with: dsw start console' } };
    }
  }

  return {
    get: (path, signal) => ask(path, { headers: { accept: 'application/json', ...authorization(token()) } }, signal),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...authorization(token()) },
        body: JSON.stringify(body),
      }),
  };
}

function authorization(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemIn(body: unknown, { status, statusText }: Response): ProblemAnswer {
  const said = typeof body === 'object' && body !== null && 'message' in body;
  return said ? (body as ProblemAnswer) : { message: `The console answered ${status}${statusText === '' ? '' : ` ${statusText}`}.` };
}
