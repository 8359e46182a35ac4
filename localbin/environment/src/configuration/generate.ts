import { createPrivateKey, createPublicKey } from 'node:crypto';
import { fail, ok, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import { quoteForDotenv } from '../quoteForDotenv.js';
import { segmentOf, type EnvText, type Segment } from './envText.js';

/** As many strong random bytes as asked for. */
export type RandomBytes = (count: number) => Uint8Array;

export const generators = ['password', 'base64', 'hex', 'uuid', 'keypair'] as const;
type GeneratorName = (typeof generators)[number];

/** How generators are written, for people. */
export const generatorForms =
  'generate:password, generate:password:LENGTH, generate:base64:BYTES, generate:hex:BYTES, generate:uuid, generate:keypair';

interface Generator {
  readonly name: GeneratorName;
  readonly size: number;
}

const placeholder = /^generate:\S*$/;
const sizes = { least: 8, most: 1_024, usual: 32 } as const;

/** Whether the value is a placeholder that a preparation fills. */
export function isGenerated(value: string): boolean {
  return placeholder.test(value);
}

/** What is wrong with the placeholders of a text, each at its place. */
export function checkGenerators(text: EnvText, file: string): Diagnostic[] {
  return text.segments.flatMap(({ name, value, line }) => {
    const report = (message: string, remedy: string): Diagnostic[] => {
      const place = { line, column: 1 };
      return [{ severity: 'error', code: 'generator', message, remedy, file, range: { start: place, end: place } }];
    };
    if (!isGenerated(value)) return [];
    const generator = parseGenerator(value);
    if (generator === undefined) return report(`${name}: there is no generator ${value}`, `Those that exist: ${generatorForms}.`);
    if (generator.size < sizes.least || generator.size > sizes.most)
      return report(`${name}: ${value} is too ${generator.size < sizes.least ? 'short' : 'long'}`, `From ${sizes.least} to ${sizes.most}.`);
    if (generator.name === 'keypair' && segmentOf(text, publicName(name))?.value !== undefined)
      return report(`${name}: generate:keypair sets ${publicName(name)} itself`, `Remove ${publicName(name)}.`);
    return [];
  });
}

/** The text with a value in place of each placeholder, which must be sound. The other lines stay as they are. */
export function fillGenerated(text: EnvText, random: RandomBytes): EnvText {
  const made = new Map<string, string>();
  for (const { name, value } of text.segments) {
    const generator = isGenerated(value) ? parseGenerator(value) : undefined;
    if (generator === undefined) continue;
    const generated = generate(generator, random);
    made.set(name, generated.value);
    if (generated.publicKey !== undefined) made.set(publicName(name), generated.publicKey);
  }
  if (made.size === 0) return text;
  const present = new Set(text.segments.map(({ name }) => name));
  return {
    ...text,
    segments: text.segments.flatMap((segment) => {
      const value = made.get(segment.name);
      const filled = value === undefined ? segment : assigned(segment, value);
      const second = publicName(segment.name);
      const publicKey = isGenerated(segment.value) && !present.has(second) ? made.get(second) : undefined;
      return publicKey === undefined ? [filled] : [filled, assigned({ ...segment, name: second, leading: [] }, publicKey)];
    }),
  };
}

/** The variable that holds the public half of the key pair in `name`. */
export function publicName(name: string): string {
  return `${name}_PUBLIC`;
}

/** Refuses a text with unsound placeholders, and fills it otherwise. */
export function fillTemplate(text: EnvText, file: string, random: RandomBytes): Result<EnvText> {
  const diagnostics = checkGenerators(text, file);
  return diagnostics.length > 0 ? fail(...diagnostics) : ok(fillGenerated(text, random));
}

function parseGenerator(value: string): Generator | undefined {
  const match = /^generate:([a-z0-9]+)(?::(\d{1,6}))?$/.exec(value);
  const name = generators.find((known) => known === match?.[1]);
  if (name === undefined || (match?.[2] !== undefined && (name === 'uuid' || name === 'keypair'))) return undefined;
  return { name, size: match?.[2] === undefined ? sizes.usual : Number(match[2]) };
}

function generate({ name, size }: Generator, random: RandomBytes): { readonly value: string; readonly publicKey?: string } {
  switch (name) {
    case 'password':
      return { value: password(size, random) };
    case 'base64':
      return { value: Buffer.from(random(size)).toString('base64') };
    case 'hex':
      return { value: Buffer.from(random(size)).toString('hex') };
    case 'uuid':
      return { value: uuid(random(16)) };
    case 'keypair':
      return keyPair(random(32));
    default:
      return unreachable(name);
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits only, which need no quotes anywhere. Bytes beyond the last multiple of their number would favour the first of them. */
function password(length: number, random: RandomBytes): string {
  const fair = 256 - (256 % letters.length);
  let text = '';
  while (text.length < length)
    for (const byte of random(length - text.length)) if (byte < fair) text += letters.charAt(byte % letters.length);
  return text;
}

/** Version 4 of RFC 9562. */
function uuid(bytes: Uint8Array): string {
  const marked = Buffer.from(bytes);
  marked[6] = ((marked[6] ?? 0) & 0x0f) | 0x40;
  marked[8] = ((marked[8] ?? 0) & 0x3f) | 0x80;
  return marked.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What stands in front of the 32 bytes of an Ed25519 key in PKCS #8, see RFC 8410. */
const ed25519Header = Buffer.from('302e020100300506032b657004220420', 'hex');

function keyPair(seed: Uint8Array): { readonly value: string; readonly publicKey: string } {
  const privateKey = createPrivateKey({ key: Buffer.concat([ed25519Header, seed]), format: 'der', type: 'pkcs8' });
  return {
    value: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function assigned(segment: Segment, value: string): Segment {
  const quoted = quoteForDotenv(value);
  if (quoted === undefined) throw new Error('what is generated can always be written');
  return { ...segment, value, source: `${segment.name}=${quoted}`.split('\n') };
}
