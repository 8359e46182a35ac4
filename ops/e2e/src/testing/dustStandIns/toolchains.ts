import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folder, note } from './note.js';
import { migrate } from './steps.js';

/** Builds the programs of upstream's crate. */
export function cargo(words: readonly string[]): void {
  const names = words.filter((_, index) => words[index - 1] === '--bin');
  note('cargo build', { names, sources: existsSync('Cargo.toml') });
  for (const name of names) program(join(process.env['CARGO_TARGET_DIR'] ?? 'target', 'debug', name), name);
}

/** Installs the packages of the checkout, or runs a script of one of its folders. */
export async function npm(words: readonly string[]): Promise<void> {
  const [verb, script] = words;
  if (verb === 'ci') {
    note('npm ci', { lockfile: existsSync('package-lock.json') });
    rmSync('node_modules', { recursive: true, force: true });
    for (const name of ['tsx', 'vite', 'next', 'vitest']) program(join('node_modules/.bin', name), name);
  } else if (script === 'migration:apply') await migrate();
  else if (script === 'build') build();
  else throw new Error(`npm ${words.join(' ')} has no stand-in`);
}

function build(): void {
  note('npm run build', {});
  for (const file of ['dist/index.js', 'dist/cjs/index.js']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
}

/** A program that is one of the stand-ins. */
function program(file: string, name: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexec '${join(folder, name)}' "$@"\n`);
  chmodSync(file, 0o755);
}
