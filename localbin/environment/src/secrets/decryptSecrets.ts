import { fail, ok, type Component, type Diagnostic, type Result } from '@dust-workspace/component';
import { replaceAtomically } from '../atomicWrite.js';
import { cryptPlace, sweepSecrets, type CryptPlace, type SecretsContext } from './context.js';
import { openCrypt } from './openCrypt.js';
import { readPlain } from './readPlain.js';
import { tellOnce } from './tellOnce.js';

/**
 * Writes the secrets of the `named` components, or of all that have any, to `.env.<environment>` in plain text, mode 0600. One that is there and differs
 * is not overwritten. Nothing is written when anything is wrong with one of them.
 */
export async function decryptSecrets(context: SecretsContext, named: readonly Component[]): Promise<Result<void>> {
  await sweepSecrets(context);
  const chosen = named.length > 0 ? named : context.components;
  const prepared = await Promise.all(
    chosen.map((component) => prepare(context, cryptPlace(component, context.environment), named.length > 0)),
  );
  const diagnostics = prepared.flatMap((one) => (one.ok ? [] : one.diagnostics));
  if (diagnostics.length > 0) return fail(...tellOnce(diagnostics));
  const opened = prepared.flatMap((one) => (one.ok && one.value !== undefined ? [one.value] : []));
  if (opened.length === 0) context.emit({ kind: 'note', text: `no component has a file .env.${context.environment}.crypt to decrypt` });
  for (const { place, text, isThere } of opened) {
    if (isThere) context.emit({ kind: 'unchanged', file: place.plainFile, detail: 'already what is encrypted' });
    else if (context.dryRun === true) context.emit({ kind: 'planned', file: place.plainFile, detail: 'plain text' });
    else {
      const written = await replaceAtomically(place.plainPath, text, () => isStillAbsent(place));
      if (!written.ok) return written;
      context.emit({
        kind: 'written',
        file: place.plainFile,
        detail: `plain text; while it is there, it is used instead of ${place.file}`,
      });
    }
  }
  return ok();
}

interface Opened {
  readonly place: CryptPlace;
  readonly text: string;
  readonly isThere: boolean;
}

async function prepare({ keyring }: SecretsContext, place: CryptPlace, isNamed: boolean): Promise<Result<Opened | undefined>> {
  const plain = await readPlain(place.plainPath, place.plainFile);
  const text = await openCrypt(place.path, place.file, keyring);
  if (!text.ok) return text;
  if (text.value === undefined) return isNamed ? fail(nothingToDecrypt(place)) : ok(undefined);
  if (!plain.ok) return plain;
  if (plain.value !== undefined && plain.value !== text.value) return fail(differs(place));
  return ok({ place, text: text.value, isThere: plain.value !== undefined });
}

async function isStillAbsent(place: CryptPlace): Promise<Result<void>> {
  const plain = await readPlain(place.plainPath, place.plainFile);
  if (!plain.ok) return plain;
  return plain.value === undefined ? ok() : fail(differs(place));
}

function differs({ component, file, plainFile }: CryptPlace): Diagnostic {
  return {
    severity: 'error',
    code: 'plain-differs',
    message: `is there and is not what ${file} holds: nothing was written`,
    remedy: `To keep it, run dsw secrets-encrypt ${component.name}; to give it up, remove it and run this again.`,
    file: plainFile,
  };
}

function nothingToDecrypt({ file }: CryptPlace): Diagnostic {
  return {
    severity: 'error',
    code: 'nothing-to-decrypt',
    message: 'is not there, and would be decrypted',
    remedy: 'Fetch it from git, or look whether this is the right environment (--env).',
    file,
  };
}
