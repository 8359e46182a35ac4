import { colours } from './colours.js';

/** How many columns of a terminal a text takes, colours aside: wide characters take two, and what is put on others takes none. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const character of text.replaceAll(colours, '')) width += widthOf(character);
  return width;
}

/** The columns of one character. */
export function widthOf(character: string): number {
  if (narrow.test(character)) return 1;
  if (isUnseen(character)) return 0;
  return isWide(character) ? 2 : 1;
}

const narrow = /^[\x20-\x7e]*$/;

/** Marks that are put on the character before, joiners, and what controls a terminal. */
function isUnseen(character: string): boolean {
  return /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u.test(character);
}

/**
 * East Asian Wide and Fullwidth of Unicode Standard Annex 11, by the scripts and blocks that are so as a whole. In a function, since to read the
 * tables behind it takes milliseconds, and most texts need none of them.
 */
function isWide(character: string): boolean {
  const wide =
    /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\p{Emoji_Presentation}\u3000-\u303e\u30a0-\u30ff\u3200-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]$/u;
  return wide.test(character);
}
