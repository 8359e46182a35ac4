import { createHash, createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { certificateId } from './certificateId.js';
import { readWhole } from './readCrypt.js';
import { parseCertificate } from './recipients.js';

/** The key of this person, with its certificate in the same file. */
export interface Identity {
  /** Absolute. */
  readonly path: string;
  readonly pem: string;
  readonly certificate: X509Certificate;
  /** As CMS names it. */
  readonly key: string;
  /** Whether a passphrase is needed to use it. */
  readonly locked: boolean;
  /** A digest of the file: secret to this person, and no way back to the key. */
  readonly fingerprint: string;
}

/** The file of this person's key: in the folder for configuration of the XDG Base Directory Specification. */
export function identityFile(processEnv: NodeJS.ProcessEnv): Result<string> {
  const { XDG_CONFIG_HOME: configuration, HOME: home } = processEnv;
  const folder =
    configuration !== undefined && isAbsolute(configuration)
      ? configuration
      : home !== undefined && isAbsolute(home)
        ? join(home, '.config')
        : undefined;
  if (folder === undefined) return fail(problem('no-home', 'there is no home folder to keep a key in', 'Set HOME.'));
  return ok(join(folder, 'dust-workspace', 'secrets.pem'));
}

/** This person's key; undefined when there is none yet. */
export async function readIdentity(processEnv: NodeJS.ProcessEnv): Promise<Result<Identity | undefined>> {
  const file = identityFile(processEnv);
  if (!file.ok) return file;
  const path = file.value;
  const bytes = await readWhole(path, path);
  if (!bytes.ok) return bytes;
  if (bytes.value === undefined) return ok(undefined);
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) !== 0)
    return fail(
      broken(
        path,
        `can be read or written by others (mode ${mode.toString(8)})`,
        `Run chmod 600 on it, and change its values if others may have read it.`,
      ),
    );
  return parseIdentity(path, bytes.value.toString('latin1'));
}

export function parseIdentity(path: string, pem: string): Result<Identity> {
  const remedy = 'Restore it from a copy. Without one, move it away and run dsw secrets-init for a new key.';
  const block = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/.exec(pem)?.[0];
  const certificate = parseCertificate(pem);
  if (block === undefined) return fail(broken(path, 'holds no private key', remedy));
  if (certificate === undefined) return fail(broken(path, 'holds no certificate behind the private key', remedy));
  const locked = /^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(block);
  const key = locked ? undefined : privateKey(pem);
  if (!locked && (key === undefined || !certificate.checkPrivateKey(key)))
    return fail(
      broken(path, key === undefined ? 'holds a private key that cannot be read' : 'holds a key and the certificate of another', remedy),
    );
  const fingerprint = createHash('sha256').update(pem).digest('hex');
  return ok({ path, pem, certificate, key: certificateId(certificate).key, locked, fingerprint });
}

/** The private key; undefined when it cannot be read, or the passphrase is not its own. */
export function privateKey(pem: string, passphrase?: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    return undefined;
  }
}

function broken(file: string, message: string, remedy: string): Diagnostic {
  return { severity: 'error', code: 'private-key', message, remedy, file };
}
