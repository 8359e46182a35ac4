import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from './state/client.js';
import type { Key } from './state/session.js';
import type { Store } from './state/store.js';

/** What the parts of the page are given. */
export interface Services {
  readonly store: Store;
  readonly client: Client;
  readonly unlock: (key: Key) => Promise<void>;
}

const context = createContext<Services | undefined>(undefined);

export const ServicesProvider = context.Provider;

export function useServices(): Services {
  const services = useContext(context);
  if (services === undefined) throw new Error('the page was rendered without its services');
  return services;
}
