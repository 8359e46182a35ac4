/**
 * Whether a Host header names this console: a loopback name, with the port that it listens on or none.
 * A page from elsewhere that points its own name at 127.0.0.1 (DNS rebinding) still sends that name here, and is refused.
 */
export function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  const match = /^(127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?$/i.exec(host ?? '');
  if (match === null) return false;
  return match[2] === undefined || Number(match[2]) === port;
}
