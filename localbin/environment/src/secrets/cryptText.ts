import { createHash } from 'node:crypto';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import type { CertificateId } from './certificateId.js';
import { readCms } from './cms.js';

/** An encrypted env file that is whole, and can be opened only as it was made. */
export interface Crypt {
  readonly text: string;
  /** Who can open it. */
  readonly recipients: readonly CertificateId[];
}

const begin = '-----BEGIN CMS-----\n';
const end = '-----END CMS-----\n';

/** What is written to a file: the message of openssl, and a digest of it, which openssl ignores. */
export function cryptText(pem: string): string {
  return `${pem}${digestLine(pem)}`;
}

/**
 * Reads what `cryptText` made. CMS authenticates the content, but openssl opens a message in which something around it was changed: the digest makes
 * every change a refusal, and the form leaves no second way to write the same. `file` is the name that people see.
 */
export function parseCrypt(bytes: Buffer, file: string): Result<Crypt> {
  const text = bytes.toString('latin1');
  const stop = text.indexOf(end) + end.length;
  const pem = text.slice(0, stop);
  const body = /^-----BEGIN CMS-----\n((?:[A-Za-z0-9+/]{64}\n)*(?:[A-Za-z0-9+/]{1,64}={0,2}\n))-----END CMS-----\n$/.exec(pem)?.[1];
  if (body === undefined) return fail(damaged(file, whatIsWrong(text)));
  const message = readCms(Buffer.from(body, 'base64'));
  const digest = text.slice(stop);
  if (digest === '' && message.kind !== 'unauthenticated') return fail(damaged(file, 'its last line, the digest, is missing'));
  if (digest !== '' && digest !== digestLine(pem)) return fail(damaged(file, 'its digest does not fit'));
  if (message.kind === 'authenticated') return ok({ text, recipients: message.recipients });
  return fail({
    severity: 'error',
    code: 'crypt-unauthenticated',
    message: 'is not opened: nothing in it would show that its content was changed (it is not AES-256-GCM in CMS AuthEnvelopedData)',
    remedy: 'Let somebody who trusts its values encrypt them again: dsw secrets-encrypt.',
    file,
  });
}

function digestLine(pem: string): string {
  return `sha256 ${createHash('sha256').update(pem, 'latin1').digest('hex')}\n`;
}

function whatIsWrong(text: string): string {
  if (text === '') return 'it is empty';
  if (/^(<{7}|={7}|>{7})/m.test(text)) return 'it holds the markers of a merge conflict';
  if (text.includes('\r')) return 'its line ends were changed to those of Windows';
  return text.startsWith(begin) && text.includes(end) ? 'its lines are not as they were written' : 'it is no whole CMS message';
}

function damaged(file: string, because: string): Diagnostic {
  return {
    severity: 'error',
    code: 'crypt-damaged',
    message: `is damaged and was not opened: ${because}`,
    remedy: 'Restore it from git, or let somebody who has the values encrypt them again: dsw secrets-encrypt.',
    file,
  };
}
