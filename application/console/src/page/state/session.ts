import type { SessionAnswer } from '../../api.js';
import type { Client } from './client.js';
import type { Store } from './store.js';

/** What lets the page change things: the token itself, or a code for which the console gives it out once. */
export type Key = { readonly kind: 'token'; readonly token: string } | { readonly kind: 'code'; readonly code: string };

/** The key in the fragment of an address. */
export function keyIn(address: string): Key | undefined {
  const fragment = address.includes('#') ? address.slice(address.indexOf('#') + 1) : '';
  const found = new URLSearchParams(fragment.replace(/^\//, ''));
  const [token, code] = [found.get('token'), found.get('code')];
  if (token !== null && token !== '') return { kind: 'token', token };
  return code === null || code === '' ? undefined : { kind: 'code', code };
}

/** The key in what somebody typed or pasted, where a token may stand alone. */
export function keyTyped(text: string): Key | undefined {
  const typed = text.trim();
  return keyIn(typed) ?? (/^[\w.~+/=-]{8,}$/.test(typed) ? { kind: 'token', token: typed } : undefined);
}

const storageKey = 'dsw-console-token';

/** The token that is kept for as long as the tab is open; null where there is none. */
export function keptToken(storage: Storage): string | null {
  return storage.getItem(storageKey);
}

/** Uses a key, or what is kept from before, and tells the store whether the console takes it; nothing where the console does not answer. */
export async function unlock(key: Key | undefined, { store, client, storage }: UnlockOptions): Promise<void> {
  if (key?.kind === 'token') storage.setItem(storageKey, key.token);
  if (key?.kind === 'code') {
    const answer = await client.post<SessionAnswer>('/api/session', { code: key.code });
    if (answer.ok) storage.setItem(storageKey, answer.value.token);
    else if (keptToken(storage) === null) return;
  }
  if (keptToken(storage) === null) store.dispatch({ kind: 'access', access: { kind: 'none' } });
  else if ((await client.get('/api/session')).ok) store.dispatch({ kind: 'access', access: { kind: 'granted' } });
}

export interface UnlockOptions {
  readonly store: Store;
  readonly client: Client;
  readonly storage: Storage;
}
