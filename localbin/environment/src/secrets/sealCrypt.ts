import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { cryptText, parseCrypt } from './cryptText.js';
import { openssl } from './openssl.js';
import type { Recipient } from './recipients.js';

/** The content of an encrypted env file which `recipients`, and nobody else, can open. The text reaches openssl through its standard input. */
export async function sealCrypt(text: string, recipients: readonly Recipient[]): Promise<Result<string>> {
  // The wrapper cannot repeat an option; a name with the value in it is one that is not repeated.
  const to = Object.fromEntries(recipients.map(({ path, algorithm }) => [`recip=${path}`, `-keyopt=${keyOptions[algorithm]}`]));
  const pem = await openssl('cms.encrypt.binary.aes-256-gcm', { outform: 'PEM', ...to }, text);
  if (!pem.ok) return pem;
  const sealed = cryptText(pem.value.toString('latin1'));
  const made = parseCrypt(Buffer.from(sealed, 'latin1'), 'what openssl made');
  if (!made.ok) return made;
  const reached = made.value.recipients.map(({ key }) => key).sort();
  const expected = recipients.map(({ key }) => key).sort();
  return JSON.stringify(reached) === JSON.stringify(expected)
    ? ok(sealed)
    : fail(
        problem(
          'openssl-failed',
          'openssl encrypted to others than it was told to',
          'A certificate may have changed meanwhile: run this again.',
        ),
      );
}

/** Better than what openssl does unless told otherwise: PKCS #1 v1.5 padding, and SHA-1 to derive keys. */
const keyOptions = { rsa: 'rsa_padding_mode:oaep', ec: 'ecdh_kdf_md:sha256' } as const;
