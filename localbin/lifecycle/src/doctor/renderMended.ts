import type { Colour, Paint } from '../paint.js';
import { wrapText } from '../screen/fitText.js';
import type { Mended } from './mend.js';

const words: Readonly<Record<Mended['kind'], readonly [string, Colour]>> = {
  done: ['done', 'green'],
  left: ['left', 'yellow'],
  planned: ['would', 'cyan'],
};

/** What became of one thing that could be mended, with why it was left. */
export function renderMended({ kind, message, because }: Mended, paint: Paint, width = Infinity): string {
  const [word, colour] = words[kind];
  const text = because === undefined ? message : `${message}: ${because}`;
  const [first = '', ...more] = wrapText(text, Math.max(20, width - 7));
  return [`${paint(word.padEnd(6), colour)} ${first}`, ...more.map((line) => `       ${line}`)].join('\n');
}
