import { ok, type Result } from '@dust-workspace/component';
import { parseEnvFile, type EnvFile } from '../envFile.js';
import { openKeyring, type Keyring } from './keyring.js';
import { openCrypt } from './openCrypt.js';
import { passphraseSource } from './passphrase.js';

/** One for each invoker, so that a passphrase is asked for once, not once for each component. */
const keyrings = new WeakMap<NodeJS.ProcessEnv, Keyring>();

/** What an encrypted env file sets, in memory only. One that cannot be opened is a failure; one that is absent sets nothing. */
export async function readSecretLayer(path: string, file: string, processEnv: NodeJS.ProcessEnv): Promise<Result<EnvFile>> {
  const keyring = keyrings.get(processEnv) ?? openKeyring(processEnv, passphraseSource(processEnv));
  keyrings.set(processEnv, keyring);
  const text = await openCrypt(path, file, keyring);
  if (!text.ok) return text;
  return text.value === undefined ? ok({ file, entries: new Map() }) : parseEnvFile(text.value, file);
}
