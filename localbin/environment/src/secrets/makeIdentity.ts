import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { parseIdentity, type Identity } from './identity.js';
import { openssl } from './openssl.js';
import { withScratch } from './scratch.js';

/** Days that a certificate is valid: the key is kept as long as its owner likes, and nobody renews in time what has to be renewed in years. */
const days = '7300';

/**
 * Makes a key pair with a self-signed certificate, in memory. The key is of P-256: every openssl since 3.0 can encrypt to it, its blocks in the encrypted
 * files are a third as long as those of RSA, and it is made at once. Nothing of the invoker's openssl.cnf is used.
 */
export async function makeIdentity(
  name: string,
  path: string,
  passphrase: string | undefined,
  processEnv: NodeJS.ProcessEnv,
): Promise<Result<Identity>> {
  const options = {
    newkey: 'ec',
    pkeyopt: 'ec_paramgen_curve:P-256',
    config: '/dev/null',
    subj: `/CN=${name}`,
    days,
    addext: 'keyUsage=critical,keyAgreement',
  };
  const made =
    passphrase === undefined
      ? await openssl('req.x509', { ...options, nodes: true })
      : await openssl('req.x509', { ...options, passout: 'stdin' }, `${passphrase}\n`);
  if (!made.ok) return made;
  const pem = made.value.toString('latin1');
  const [key] = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----\n/.exec(pem) ?? [];
  const [certificate] = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/.exec(pem) ?? [];
  if (key === undefined || certificate === undefined) return fail(problem('openssl-failed', 'openssl made no key with a certificate'));
  const locked = passphrase === undefined ? ok(key) : await harden(key, passphrase, processEnv);
  return locked.ok ? parseIdentity(path, `${locked.value}${certificate}`) : locked;
}

/** The passphrase of a new key is stretched too little for a person's passphrase (PBKDF2, 2048 rounds); scrypt makes guessing dear. */
async function harden(key: string, passphrase: string, processEnv: NodeJS.ProcessEnv): Promise<Result<string>> {
  return withScratch(processEnv, 'key.pem', key, async (path) => {
    const hardened = await openssl('pkcs8.topk8.scrypt', { in: path, passin: 'stdin', passout: 'stdin' }, `${passphrase}\n${passphrase}\n`);
    return hardened.ok ? ok(hardened.value.toString('latin1')) : hardened;
  });
}
