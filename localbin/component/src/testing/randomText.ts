import { pick, type Random } from './random.js';

/** Things that mean something in YAML, in manifests or to JavaScript, and some that mean nothing anywhere. */
const pieces = [
  ...[': ', '- ', '? ', '[', ']', '{', '}', ', ', '#', '&a ', '*a', '!!str ', '!x ', '|\n', '>-\n', '"', "'", '%', '@', '`', '\\', '~'],
  ...[
    '---\n',
    '...\n',
    '<<: ',
    '\n',
    '\n  ',
    '\n\t',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\0',
    '\ufeff',
    '\ufffd',
    '\u0085',
    '\u2028',
    'é',
    '𝄞',
    '\ud800',
  ],
  ...['<<<<<<< HEAD\n', '=======\n', '>>>>>>> x\n', 'null', 'true', '.nan', '-.inf', '0x1F', '1e999', '12345678901234567890', '5s', '${X}'],
  ...[
    'needs',
    'wants',
    'ports',
    'env',
    'ready',
    'runtimes',
    'process',
    'compose',
    'command',
    'tcp',
    'http',
    'init',
    'when',
    'type',
    'enum',
    'values',
  ],
  ...[
    'TIMESCALE_PORT',
    '__proto__',
    'constructor',
    'healthy',
    'started',
    'description',
    'profiles',
    'default',
    'within',
    'file',
    'service',
  ],
];

/** Up to `length` pieces in a row. */
export function garbage(random: Random, length: number): string {
  return Array.from({ length: random(length) }, () => pick(random, pieces)).join('');
}

/** `text` after a few accidents: something cut out, doubled, moved, replaced or typed in between. */
export function mutated(random: Random, text: string): string {
  let result = text;
  for (let accidents = 1 + random(4); accidents > 0; accidents -= 1) {
    const start = random(result.length + 1);
    const end = Math.min(result.length, start + random(30));
    const part = result.slice(start, end);
    const before = result.slice(0, start);
    const after = result.slice(end);
    const elsewhere = random(after.length + 1);
    result = pick(random, [
      () => before + after,
      () => before + part + part + after,
      () => before + after.slice(0, elsewhere) + part + after.slice(elsewhere),
      () => before + pick(random, pieces) + after,
      () => before + pick(random, pieces) + part + after,
      () => before + String.fromCharCode(random(128)) + after,
    ])();
  }
  return result;
}
