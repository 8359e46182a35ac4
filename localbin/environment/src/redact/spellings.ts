/** One way in which a secret may stand in a text. */
export interface Spelling {
  readonly text: string;
  /** Whether programs break it into lines as they please. */
  readonly wraps: boolean;
}

/** A shorter value is no secret: hiding every letter like it would hide nothing, and make everything unreadable. */
const shortestSecret = 3;

/** How long a line of a secret of several must be to be hidden on its own: others are too common, such as the brackets of a JSON document. */
const shortestLine = 8;

/** A shorter piece of Base64, and fewer bytes in hexadecimal digits, are met by chance. */
const shortestPiece = 6;
const fewestBytes = 4;

/**
 * All texts by which a secret is recognised, besides those that come out as one of these when percent signs and backslashes are resolved.
 * None for what is too short to be hidden.
 */
export function spellingsOf(secret: string): Spelling[] {
  const lines = secret.split(/\r?\n/);
  const parts = lines.length === 1 ? [] : lines.filter((line) => line.trim().length >= shortestLine);
  const values = [secret, ...parts].flatMap((value) => [value, value.trim()]).filter(({ length }) => length >= shortestSecret);
  const texts = values.flatMap((value) => [value, value.replaceAll("'", "''"), htmlOf(value)]);
  const encodings = [...new Set([secret, secret.trim()])].filter(({ length }) => length >= shortestSecret).flatMap(encodingsOf);
  const spellings = [...texts.map((text) => ({ text, wraps: false })), ...encodings];
  return [...new Map(spellings.map((spelling) => [spelling.text, spelling])).values()];
}

function htmlOf(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function encodingsOf(value: string): Spelling[] {
  const bytes = Buffer.from(value);
  const hex = bytes.length < fewestBytes ? [] : [bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
  return [...hex, ...base64Of(bytes)].map((text) => ({ text, wraps: true }));
}

/**
 * Alone it is encoded with its end; behind 0, 1 or 2 other bytes of a group of three, and with others after it, the part is recognised that these
 * others do not change.
 */
function base64Of(bytes: Buffer): string[] {
  const alone = bytes.toString('base64');
  const pieces = [0, 1, 2].map((before) => {
    const bits = (before + bytes.length) * 8;
    return Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  });
  const standard = [alone, alone.replace(/=+$/, ''), ...pieces.filter(({ length }) => length >= shortestPiece)];
  return [...standard, ...standard.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}
