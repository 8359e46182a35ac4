import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an Authorization header holds the token. How long the comparison takes tells nothing of how much of it was right. */
export function holdsToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && isSame(given, token);
}

export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
