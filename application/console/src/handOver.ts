import { isSame } from './token.js';

/** Hands the token over to a page for a code that is good once, and not for long. */
export interface HandOver {
  /** A new code, for somebody who has the token. */
  issue(): string;
  /** Whether this is a code that was issued and not yet used. It is used with this. */
  redeem(code: string): boolean;
}

export interface HandOverOptions {
  readonly newCode: () => string;
  readonly now: () => Date;
  /** Milliseconds for which a code is good. */
  readonly lifetime: number;
}

/** How many codes may be open at a time: the oldest go. */
const most = 20;

export function createHandOver({ newCode, now, lifetime }: HandOverOptions): HandOver {
  let open: { readonly code: string; readonly until: number }[] = [];
  return {
    issue() {
      const code = newCode();
      open = [...open, { code, until: now().getTime() + lifetime }].slice(-most);
      return code;
    },
    redeem(code) {
      const moment = now().getTime();
      const valid = open.filter(({ until }) => until > moment);
      open = valid.filter((each) => !isSame(each.code, code));
      return open.length < valid.length;
    },
  };
}
