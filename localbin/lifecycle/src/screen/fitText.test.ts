import { styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './displayWidth.js';
import { cutColoured, cutText, padText, wrapText } from './fitText.js';

describe('the width of a text on a terminal', () => {
  it.each([
    ['plain', 5],
    ['Grüße', 5],
    ['データ', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['a\u200bb', 2],
    ['🚀', 2],
    ['…', 1],
    ['█░', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['', 0],
  ])('of %j is %i columns', (text, width) => expect(displayWidth(text)).toBe(width));
});

describe('a text', () => {
  it('is cut where it does not fit, and says so', () => {
    expect([cutText('timescale', 9), cutText('timescale', 5), cutText('timescale', 1), cutText('timescale', 0)]).toEqual([
      'timescale',
      'time…',
      '…',
      '',
    ]);
    expect(cutText('データベース', 6)).toBe('デー…');
  });

  it('is filled with blanks by what it takes on the screen', () => {
    expect([padText('ab', 4), padText('デ', 4), padText('long', 2)]).toEqual(['ab  ', 'デ  ', 'long']);
  });

  it('is broken between words, and within those that are longer than a line', () => {
    expect(wrapText('exited with code 3: cannot open', 12)).toEqual(['exited with', 'code 3:', 'cannot open']);
    expect(wrapText('env/local/timescale.env:12 (instead of x)', 12)).toEqual(['env/local/ti', 'mescale.env:', '12 (instead', 'of x)']);
    expect(wrapText('データベース', 5)).toEqual(['デー', 'タベ', 'ース']);
    expect(wrapText('  as it  is', 20)).toEqual(['  as it  is']);
    expect(wrapText('', 5)).toEqual(['']);
    expect(wrapText('データ', 1)).toEqual(['デ', 'ー', 'タ']);
  });

  it('keeps its colours when it is cut', () => {
    const text = `a ${styleText('red', 'failed', { validateStream: false })} thing`;
    expect(cutColoured(text, 14)).toBe(text);
    expect(cutColoured(text, 6)).toBe('a \u001b[31mfai\u001b[39m…');
    expect(displayWidth(cutColoured(text, 6))).toBe(6);
  });
});
