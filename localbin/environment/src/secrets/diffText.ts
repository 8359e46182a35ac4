import { createHmac } from 'node:crypto';
import type { Diagnostic } from '@dust-workspace/component';
import { parseEnvFile } from '../envFile.js';
import type { Keyring } from './keyring.js';
import { openRead } from './openCrypt.js';
import { readCrypt } from './readCrypt.js';

/**
 * What git compares instead of an encrypted file: the names of its variables, each with a mark that changes with the value. The mark is made with
 * this person's key, so that nobody who reads a diff can try values. Never fails: git would show no diff at all.
 */
export async function diffText(path: string, keyring: Keyring): Promise<string> {
  const crypt = await readCrypt(path, path);
  if (!crypt.ok) return explained(crypt.diagnostics);
  if (crypt.value === undefined) return '';
  const people = `# for ${crypt.value.recipients
    .map(({ label }) => label)
    .sort()
    .join(', ')}\n`;
  const identity = await keyring.identity();
  const secret = identity.ok ? identity.value : undefined;
  const digest = crypt.value.text.trimEnd().split('\n').at(-1) ?? '';
  // A question in the middle of a diff, for each side of each file, would be answered by nobody.
  if (secret?.locked !== false)
    return `${people}# ${secret === undefined ? 'there is no key to open it' : 'the key has a passphrase'}\n# ${digest}\n`;
  const text = await openRead(path, path, crypt.value, keyring);
  if (!text.ok) return `${people}# ${digest}\n`;
  const parsed = parseEnvFile(text.value, path);
  if (!parsed.ok) return `${people}${explained(parsed.diagnostics)}# ${digest}\n`;
  const mark = (name: string, value: string): string =>
    createHmac('sha256', secret.fingerprint).update(`${name}=${value}`).digest('hex').slice(0, 8);
  const lines = [...parsed.value.entries].map(([name, { value }]) => `${name} ${mark(name, value)}\n`);
  return `${people}${lines.sort().join('')}`;
}

function explained(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ message }) => `# ${message}\n`).join('');
}
