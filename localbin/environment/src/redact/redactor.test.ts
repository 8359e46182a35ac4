import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactLines } from './redactLines.js';
import { Redactor } from './redactor.js';

function redactorFor(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  redactor.learn(secrets);
  return redactor;
}

/** Everything in one go, with the text in pieces of these lengths. */
function inPieces(redactor: Redactor, text: string, lengths: readonly number[]): string {
  const stream = redactor.stream();
  let shown = '';
  let at = 0;
  for (const length of lengths) {
    shown += stream.push(text.slice(at, at + length));
    at += length;
  }
  return shown + stream.push(text.slice(at)) + stream.end();
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a redactor', () => {
  it('hides every secret, longest first', () => {
    expect(redactorFor('hunter2', 'key').redact('user:hunter2@host?key=hunter2')).toBe('user:****@host?****=****');
    expect(redactorFor('abc', 'abcdef').redact('x abcdef y')).toBe('x **** y');
    expect(redactorFor('abcd', 'cdef').redact('x abcdef y')).toBe('x **** y');
  });

  it('takes secrets literally', () => {
    expect(redactorFor('a.c$1').redact('abc a.c$1')).toBe('abc ****');
  });

  it('hides a secret of several lines, and its long lines one by one', () => {
    const { redact } = redactorFor('{\n  "private": "key"\n}');
    expect(['{', '  "private": "key"', '"private": "key",', '}'].map(redact)).toEqual(['{', '****', '****,', '}']);
    expect(redact('{\r\n  "private": "key"\r\n}')).toBe('****');
  });

  it('leaves values alone that are too short to be secrets', () => {
    expect(redactorFor('', 'e', 'ex').redact('a text')).toBe('a text');
  });

  it('hides encodings', () => {
    const secret = 'p@ss w"ör\'d\n&$1';
    const { redact } = redactorFor(secret);
    const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
    const url = new URL('http://host');
    url.password = secret;
    const texts = [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify({ secret })),
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
      form,
      url.password,
      base64(secret),
      base64(`user:${secret}`),
      base64(`u:${secret}!`),
      base64(`${secret}\n`),
      Buffer.from(`xyz${secret}xyz`).toString('base64url'),
      Buffer.from(secret).toString('hex'),
      `\\x${Buffer.from(secret).toString('hex').toUpperCase()}`,
      `'${secret.replaceAll("'", `'\\''`)}'`,
      `'${secret.replaceAll("'", "''")}'`,
      `password='${secret.replaceAll(/[\\']/g, '\\$&')}'`,
      `<b>${secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}</b>`,
    ];
    expect(texts.map((text) => redact(text)).filter((text) => !/^[^*]{0,16}\*{4}[^*]{0,9}$/.test(text))).toEqual([]);
  });

  it('hides Base64 that was broken into lines', () => {
    const secret = 'a secret that is so long that programs break its Base64 into lines';
    const broken = base64(secret).replaceAll(/.{20}/g, '$&\n  ');
    expect(redactorFor(secret).redact(`data:\n  ${broken}\nend`)).toBe('data:\n  ****\nend');
  });

  it('leaves public words alone, although a secret is one of them or a part of one', () => {
    const redactor = new Redactor();
    redactor.learn(['postgres', 'time', 'local'], ['postgres', 'timescale', 'local']);
    const text = 'timescale start: postgres in env/local/timescale.env';
    expect(redactor.redact(text)).toBe(text);
    expect(redactor.redact('postgresql, time, a timescaleless locality')).toBe('****ql, ****, a ****scaleless ****ity');
    expect(inPieces(redactor, `${text} time`, [2, 1, 1, 1, 9, 12])).toBe(`${text} ****`);
  });

  it('learns more while it works', () => {
    const redactor = redactorFor('first');
    expect(redactor.redact('first second')).toBe('**** second');
    redactor.learn(['second']);
    expect(redactor.redact('first second')).toBe('**** ****');
  });

  it('holds back no more than what may be the beginning of a secret', () => {
    const stream = redactorFor('hunter2').stream();
    expect([stream.push('I go hun'), stream.push('ting; hunte'), stream.push('r2!'), stream.push(' hun'), stream.end()]).toEqual([
      'I go ',
      'hunting; ',
      '****!',
      ' ',
      'hun',
    ]);
  });

  it('hides in lines what goes over several', async () => {
    const lines = async function* (): AsyncGenerator<string> {
      yield* ['a', 'key: one', 'two', 'three.', 'one', 'more'];
    };
    const shown: string[] = [];
    for await (const line of redactLines(redactorFor('one\ntwo\nthree'), lines())) shown.push(line);
    expect(shown).toEqual(['a', 'key: ****.', 'one', 'more']);
  });
});

const letters = ['a', 'a', 'b', "'", '"', '\\', '%', '+', '&', '$', ' ', '\n', '{', '}', 'ä', '€', '😀', '0'];
const secretText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...letters), minLength: 3, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 3, maxLength: 40 }),
  fc.stringMatching(/^[ -~]{6,40}$/),
);
const surrounding = fc.oneof(
  fc.string({ unit: fc.constantFrom(...letters, '\\', '%'), maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const lengths = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 });

/** Encodings that are met in logs. Those of Base64 need a few bytes to be told from anything else. */
const encodings: Readonly<Record<string, (secret: string, before: string, after: string) => string>> = {
  none: (secret, before, after) => before + secret + after,
  json: (secret, before, after) => JSON.stringify(before + secret + after),
  'json in json': (secret, before, after) => JSON.stringify({ text: JSON.stringify(before + secret + after) }),
  percent: (secret, before, after) => encodeURIComponent(before + secret + after),
  form: (secret, before, after) => new URLSearchParams({ q: before + secret + after }).toString(),
  base64: (secret, before, after) => base64(before + secret + after),
  base64url: (secret, before, after) => Buffer.from(before + secret + after).toString('base64url'),
  hex: (secret, before, after) => Buffer.from(before + secret + after).toString('hex'),
  shell: (secret, before, after) => `'${(before + secret + after).replaceAll("'", `'\\''`)}'`,
};

/** The part of an encoded text by which somebody who knows the encoding would find the secret. */
function tellOf(name: string, secret: string, before: string): string {
  const [start, end] = [Buffer.byteLength(before), Buffer.byteLength(before + secret)];
  const encoded = encodings[name]?.(secret, before, '') ?? '';
  if (name.startsWith('base64')) return encoded.slice(Math.ceil((start * 8) / 6), Math.floor((end * 8) / 6));
  if (name === 'hex') return encoded.slice(start * 2, end * 2);
  // Between what the encoding puts around it.
  const around = encodings[name]?.('x', '', '') ?? '';
  const front = around.lastIndexOf('x');
  return encodings[name]?.(secret, '', '').slice(front, front + 1 - around.length || undefined) ?? '';
}

describe('whatever the secrets and the texts', () => {
  it('no output holds a secret or its encoding, however the text is cut', () => {
    fc.assert(
      fc.property(
        secretText,
        surrounding,
        surrounding,
        lengths,
        fc.constantFrom(...Object.keys(encodings)),
        (secret, before, after, cuts, name) => {
          const redactor = redactorFor(secret);
          const text = encodings[name]?.(secret, before, after) ?? '';
          const tell = tellOf(name, secret, before);
          fc.pre(!'****'.includes(tell) && (Buffer.byteLength(secret) >= 6 || !/base64|hex/.test(name)));
          for (const shown of [redactor.redact(text), inPieces(redactor, text, cuts)])
            expect(withoutMasks(shown).filter((part) => part.includes(tell) || part.includes(secret))).toEqual([]);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('pieces come out as the whole does', () => {
    fc.assert(
      fc.property(
        fc.array(secretText, { minLength: 1, maxLength: 3 }),
        fc.array(surrounding, { maxLength: 4 }),
        lengths,
        (secrets, texts, cuts) => {
          const redactor = redactorFor(...secrets);
          const text = texts.map((part, index) => part + (secrets[index] ?? '').slice(0, 5 + index)).join('');
          expect(inPieces(redactor, text, cuts)).toBe(redactor.redact(text));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('a text without secrets is as it was', () => {
    const secret = fc.stringMatching(/^[A-Z]{3,20}$/);
    const text = fc.string({ unit: fc.constantFrom(...letters, 'q', '%', '\\'), maxLength: 200 });
    fc.assert(
      fc.property(fc.array(secret), text, lengths, (secrets, plain, cuts) => {
        const redactor = redactorFor(...secrets);
        expect([redactor.redact(plain), inPieces(redactor, plain, cuts)]).toEqual([plain, plain]);
      }),
    );
  });
});

/** What stands between the masks: a secret may well be made of stars. */
function withoutMasks(text: string): string[] {
  return text.split('****');
}
