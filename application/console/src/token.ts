import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an Authorization header holds the token. How long the comparison takes tells nothing of how much of it was right. */
export function holdsToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && isSame(given, token);
}

/** Why a console without a token changes nothing. */
export const noToken = {
  message: 'this console has no token, and changes nothing',
  remedy: 'Run: dsw env-config-prepare --yes, then dsw restart console.',
} as const;

/** Whether an Authorization header can hold it. */
export function canBeHeld(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
