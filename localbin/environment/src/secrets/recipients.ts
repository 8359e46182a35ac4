import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { certificateId } from './certificateId.js';
import { readWhole } from './readCrypt.js';

/** Somebody who may open the secrets of an environment. */
export interface Recipient {
  /** The name of the file, without `.crt`. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** As CMS names it: see CertificateId. */
  readonly key: string;
  readonly algorithm: 'rsa' | 'ec';
  readonly certificate: X509Certificate;
}

/** Milliseconds by which the clock of whoever made a certificate may be ahead. */
const clockDifference = 5 * 60_000;

export function recipientsFolder(root: string, environment: string): string {
  return join(root, 'env', 'recipients', environment);
}

/** All recipients of an environment, by name. One certificate that is no good makes this fail: nobody is left out silently. */
export async function readRecipients(root: string, environment: string, now: Date): Promise<Result<readonly Recipient[]>> {
  const folder = recipientsFolder(root, environment);
  const names = await namesIn(folder);
  if (names.length === 0) return fail(nobody(relative(root, folder)));
  const read = await Promise.all(names.map((name) => readRecipient(root, join(folder, `${name}.crt`), name, now)));
  const recipients = read.flatMap((one) => (one.ok ? [one.value] : []));
  const diagnostics = [...read.flatMap((one) => (one.ok ? [] : one.diagnostics)), ...doubles(recipients)];
  return diagnostics.length > 0 ? fail(...diagnostics) : ok(recipients);
}

/** The names of the certificates in a folder that may be absent, in alphabetical order. */
export async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => /^[^.].*\.crt$/.test(file))
    .map((file) => file.slice(0, -'.crt'.length))
    .sort();
}

async function readRecipient(root: string, path: string, name: string, now: Date): Promise<Result<Recipient>> {
  const file = relative(root, path);
  const refuse = (code: string, message: string, remedy: string): Result<never> => fail({ severity: 'error', code, message, remedy, file });
  const bytes = await readWhole(path, file);
  if (!bytes.ok) return bytes;
  const text = bytes.value?.toString('latin1') ?? '';
  if (text.includes('PRIVATE KEY-----'))
    return refuse(
      'private-key-shared',
      'holds a private key',
      'Remove it from here and from git, and make a new one: this one has been seen.',
    );
  const blocks = text.split('-----BEGIN CERTIFICATE-----').length - 1;
  const certificate = blocks === 1 ? parseCertificate(text) : undefined;
  if (certificate === undefined)
    return refuse(
      'certificate-malformed',
      blocks > 1 ? `holds ${blocks} certificates, and one is expected` : 'is no certificate in PEM',
      'Ask its owner for it again, or remove it.',
    );
  const { validFrom, validTo } = certificate;
  const renewal = 'Ask its owner for a new one, or remove it, and run dsw secrets-rotate.';
  if (now.getTime() + clockDifference < Date.parse(validFrom))
    return refuse('certificate-early', `is not valid before ${validFrom}`, renewal);
  if (now.getTime() > Date.parse(validTo)) return refuse('certificate-expired', `expired on ${validTo}`, renewal);
  const algorithm = algorithmOf(certificate);
  if (algorithm === undefined)
    return refuse('certificate-key', 'has a key to which nothing can be encrypted', 'Use a key for RSA of 2048 bits or more, or for ECDH.');
  return ok({ name, file, path, key: certificateId(certificate).key, algorithm, certificate });
}

export function parseCertificate(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function algorithmOf({ publicKey }: X509Certificate): Recipient['algorithm'] | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return 'rsa';
  return type === 'ec' && details?.namedCurve !== undefined ? 'ec' : undefined;
}

/** Two certificates by which CMS, or people, would mean the same person. */
function doubles(recipients: readonly Recipient[]): Diagnostic[] {
  const seen = new Map<string, Recipient>();
  return recipients.flatMap((recipient) => {
    const { certificate, file, key, name } = recipient;
    const marks = [`key ${key}`, `subject ${certificate.subject}`, `file ${name.toLowerCase()}`];
    const mark = marks.find((candidate) => seen.has(candidate));
    const other = mark === undefined ? undefined : seen.get(mark);
    for (const candidate of marks) seen.set(candidate, recipient);
    if (other === undefined || mark === undefined) return [];
    const message = mark.startsWith('key ')
      ? `is the same certificate as ${other.file}, or one with the same issuer and serial number`
      : `has the same name as ${other.file}`;
    const remedy = 'Keep one of the two; a second key of the same person needs a name of its own: dsw secrets-init --name.';
    return [{ severity: 'error', code: 'recipient-twice', message, remedy, file }];
  });
}

function nobody(folder: string): Diagnostic {
  return {
    severity: 'error',
    code: 'no-recipients',
    message: 'holds no certificate: nobody could open the secrets of this environment',
    remedy: 'dsw secrets-init makes a key for you, and its certificate here.',
    file: folder,
  };
}
