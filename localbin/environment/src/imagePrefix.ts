import { parsePort } from './checkValue.js';

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const step = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const prefix = new RegExp(`^(?<host>\\[[0-9a-f:]+\\]|${label}(?:\\.${label})*)(?::(?<port>\\d+))?(?:/${step})*$`);

/**
 * Whether `text` can stand before the name of an image: a host, perhaps with a port and a path, as in `127.0.0.1:5000/hub`.
 * A single word is no host to a container engine unless it has a port or is `localhost`: it would look on Docker Hub.
 * See https://pkg.go.dev/github.com/distribution/reference for the grammar.
 */
export function isImagePrefix(text: string): boolean {
  const { host, port } = prefix.exec(text)?.groups ?? {};
  if (host === undefined || (port !== undefined && parsePort(port) === undefined)) return false;
  return port !== undefined || /[.:]/.test(host) || host === 'localhost';
}
