import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Crypt } from './cryptText.js';
import type { Identity } from './identity.js';
import type { Keyring } from './keyring.js';
import { openssl } from './openssl.js';
import { readCrypt } from './readCrypt.js';
import { utf8 } from '../utf8.js';

/** Leaves a byte order mark in, so that what was encrypted comes back byte by byte. */
/** What has been opened in this process, by key and content. */
const opened = new Map<string, Promise<Result<string>>>();

/** The text in an encrypted env file; undefined when there is no such file. `file` is the name that people see. */
export async function openCrypt(path: string, file: string, keyring: Keyring): Promise<Result<string | undefined>> {
  const crypt = await readCrypt(path, file);
  if (!crypt.ok || crypt.value === undefined) return crypt as Result<undefined>;
  return openRead(path, file, crypt.value, keyring);
}

/** As `openCrypt`, for a file that has been read. */
export async function openRead(path: string, file: string, crypt: Crypt, keyring: Keyring): Promise<Result<string>> {
  const found = await keyring.identity();
  if (!found.ok) return found;
  const identity = found.value;
  if (identity === undefined || !crypt.recipients.some(({ key }) => key === identity.key)) return fail(notForYou(file, crypt, identity));
  const passphrase = await keyring.unlock(identity);
  if (!passphrase.ok) return fail(...passphrase.diagnostics.map((diagnostic) => ({ ...diagnostic, file })));
  const mark = `${identity.fingerprint} ${createHash('sha256').update(crypt.text, 'latin1').digest('hex')}`;
  const known = opened.get(mark) ?? decrypt(path, file, crypt, identity, passphrase.value);
  opened.set(mark, known);
  const text = await known;
  // What went wrong may go right the next time.
  if (!text.ok) opened.delete(mark);
  return text;
}

/** The passphrase goes to the standard input, so the message has to come from its file; afterwards that must still be what was checked. */
async function decrypt(
  path: string,
  file: string,
  crypt: Crypt,
  identity: Identity,
  passphrase: string | undefined,
): Promise<Result<string>> {
  const options = { inform: 'PEM', in: path, inkey: identity.path, recip: identity.path };
  const plain =
    passphrase === undefined
      ? await openssl('cms.decrypt.binary', options)
      : await openssl('cms.decrypt.binary', { ...options, passin: 'stdin' }, `${passphrase}\n`);
  if (!plain.ok) return fail(...plain.diagnostics.map((diagnostic) => closed(file, diagnostic)));
  const after = await readFile(path).catch(() => Buffer.alloc(0));
  if (!after.equals(Buffer.from(crypt.text, 'latin1')))
    return fail({ severity: 'error', code: 'crypt-changed', message: 'was changed while it was opened', remedy: 'Run this again.', file });
  try {
    return ok(utf8.decode(plain.value));
  } catch {
    const remedy = 'Let whoever made it encrypt a text in UTF-8.';
    return fail({ severity: 'error', code: 'crypt-not-text', message: 'holds something that is not text in UTF-8', remedy, file });
  }
}

function closed(file: string, { code, message, remedy }: Diagnostic): Diagnostic {
  const explained = remedy ?? 'Restore it from git, or let another recipient encrypt its values again.';
  return { severity: 'error', code, message: `could not be opened: ${message}`, remedy: explained, file };
}

function notForYou(file: string, { recipients }: Crypt, identity: Identity | undefined): Diagnostic {
  const names = recipients.map(({ label }) => label).join(', ');
  const message =
    identity === undefined
      ? `is encrypted to ${names}, and you have no key`
      : `is encrypted to ${names}, and not to your key (${identity.path})`;
  const first = identity === undefined ? 'Run dsw secrets-init' : 'Run dsw secrets-init, which makes your certificate a recipient';
  const remedy = `${first}, and ask one of them to run dsw secrets-rotate.`;
  return { severity: 'error', code: identity === undefined ? 'no-key' : 'wrong-key', message, remedy, file };
}
