/**
 * Whether a Host header names this console: a loopback name, with the port that it listens on or none.
 * A page from elsewhere that points its own name at 127.0.0.1 (DNS rebinding) still sends that name here, and is refused.
 */
export function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  const match = /^(127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?$/i.exec(host ?? '');
  if (match === null) return false;
  return match[2] === undefined || Number(match[2]) === port;
}

/** What a browser tells of where a request comes from. */
export interface RequestSource {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site, Sec-Fetch-Mode, Sec-Fetch-Dest. */
  readonly site: string | undefined;
  readonly mode: string | undefined;
  readonly destination: string | undefined;
}

/**
 * Whether a page of another site, or of another port of this machine, sent the request. A link to the page itself may be anywhere (`isPage`): whoever
 * follows it sees the page, and the place of the link sees nothing. Programs other than browsers tell nothing of this and are let through.
 */
export function isForeign({ host, origin, site, mode, destination }: RequestSource, isPage: boolean): boolean {
  if (isPage && mode === 'navigate' && destination === 'document') return false;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host ?? ''}`.toLowerCase()) return true;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
