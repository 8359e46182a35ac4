import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinEnvText, splitEnvText, type EnvText } from './envText.js';
import { checkGenerators, fillGenerated, type RandomBytes } from './generate.js';

/** The same bytes in every run. */
function steady(seed: string): RandomBytes {
  let count = 0;
  return (size) => {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at += 32) createHash('sha256').update(`${seed} ${count++}`).digest().copy(bytes, at);
    return bytes;
  };
}

const split = (text: string): EnvText => {
  const result = splitEnvText(text, 'a.env');
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join());
  return result.value;
};
const filled = (text: string, random: RandomBytes = steady('seed')): string => joinEnvText(fillGenerated(split(text), random));
const valueOf = (generator: string, random?: RandomBytes): string => parse(filled(`A=${generator}\n`, random))['A'] ?? '';
const problems = (text: string): string[] =>
  checkGenerators(split(text), 'a.env').map(({ message, range }) => `${range?.start.line}: ${message}`);

describe('a placeholder', () => {
  it.each([
    ['generate:password', /^[A-Za-z0-9]{32}$/],
    ['generate:password:16', /^[A-Za-z0-9]{16}$/],
    ['generate:base64', /^[A-Za-z0-9+/]{43}=$/],
    ['generate:base64:64', /^[A-Za-z0-9+/]{86}==$/],
    ['generate:hex:16', /^[0-9a-f]{32}$/],
    ['generate:uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ])('%s becomes %s', (generator, shape) => {
    expect(valueOf(generator)).toMatch(shape);
    expect(valueOf(generator, randomBytes)).toMatch(shape);
    expect(valueOf(generator, steady('other'))).not.toBe(valueOf(generator));
    expect(valueOf(generator)).toBe(valueOf(generator));
  });

  it('generate:keypair becomes a private key, and its public key in a second variable', () => {
    const text = filled('# Signs.\nSIGNING_KEY=generate:keypair\nB=1\n', randomBytes);
    expect(text.split('\n').map((line) => line.replace(/=.*/, ''))).toEqual(['# Signs.', 'SIGNING_KEY', 'SIGNING_KEY_PUBLIC', 'B', '']);
    const { SIGNING_KEY = '', SIGNING_KEY_PUBLIC = '' } = parse(text);
    const message = Buffer.from('message');
    const key = createPrivateKey(SIGNING_KEY);
    expect(key.asymmetricKeyType).toBe('ed25519');
    expect(verify(null, message, createPublicKey(SIGNING_KEY_PUBLIC), sign(null, message, key))).toBe(true);
  });

  it('leaves every other line as it is, and text that only looks alike', () => {
    const text = '# generate:password\nA=\'x\'   # generate:hex\nB=regenerate:hex\nC="generate: two words"\n';
    expect(filled(text)).toBe(text);
  });

  it('of a password favours no character', () => {
    const counts = new Map<string, number>();
    for (const letter of valueOf('generate:password:1024', steady('many')).repeat(1)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values())).toBeLessThan(45);
  });

  it('that means nothing is refused at its place, with those that exist', () => {
    expect(problems('A=1\nB=generate:pasword\nC=generate:hex:4\nD=generate:base64:9999\nE=generate:uuid:3\nF=generate:\n')).toEqual([
      '2: B: there is no generator generate:pasword',
      '3: C: generate:hex:4 is too short',
      '4: D: generate:base64:9999 is too long',
      '5: E: there is no generator generate:uuid:3',
      '6: F: there is no generator generate:',
    ]);
    expect(problems('K=generate:keypair\nK_PUBLIC=mine\n')).toEqual(['1: K: generate:keypair sets K_PUBLIC itself']);
    expect(checkGenerators(split('A=generate:x\n'), 'a.env')[0]?.remedy).toContain('generate:password, generate:password:LENGTH');
  });
});

it('texts come together again as they were cut', () => {
  const line = fc.constantFrom('A=1', "B='two\nlines'", '# comment', '', 'export C=3 # three', '  D="4"', '\tE=`5`\r');
  fc.assert(
    fc.property(fc.uniqueArray(line), fc.constantFrom('', '\n'), (lines, end) => {
      const text = lines.join('\n') + end;
      const unix = text.replaceAll('\r\n', '\n');
      const result = splitEnvText(text, 'a.env');
      // A carriage return at the end of a text is none of a line end.
      if (result.ok && !text.endsWith('\r')) expect(joinEnvText(result.value)).toBe(unix);
    }),
  );
});
