import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { privateKey, readIdentity, type Identity } from './identity.js';
import type { PassphraseSource } from './passphrase.js';

/** This person's key, and what it takes to use it. */
export interface Keyring {
  /** Undefined when this person has no key. */
  identity(): Promise<Result<Identity | undefined>>;
  /** The passphrase of a key that has one. Asked for once, however many files there are to open. */
  unlock(identity: Identity): Promise<Result<string | undefined>>;
}

const attempts = 3;

export function openKeyring(processEnv: NodeJS.ProcessEnv, source: PassphraseSource): Keyring {
  const answers = new Map<string, Promise<Result<string>>>();
  return {
    identity: () => readIdentity(processEnv),
    async unlock(identity) {
      if (!identity.locked) return ok(undefined);
      const answer = answers.get(identity.fingerprint) ?? ask(identity, source);
      answers.set(identity.fingerprint, answer);
      return answer;
    },
  };
}

async function ask({ pem, path }: Identity, source: PassphraseSource): Promise<Result<string>> {
  for (let left = source.patient ? attempts : 1; left > 0; left--) {
    const answer = await source.ask(`Passphrase of ${path}: `);
    if (!answer.ok || privateKey(pem, answer.value) !== undefined) return answer;
  }
  return fail(problem('passphrase-wrong', `the passphrase of ${path} is another`, 'Nothing was opened and nothing was changed.'));
}
