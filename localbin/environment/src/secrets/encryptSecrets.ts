import { fail, ok, type Component, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvText } from '../configuration/checkEnvText.js';
import { cryptPlace, sweepSecrets, type CryptPlace, type SecretsContext } from './context.js';
import { readCrypt, readWhole } from './readCrypt.js';
import { readPlain } from './readPlain.js';
import { readRecipients } from './recipients.js';
import { replaceCrypts, tryToOpen, type Replacement } from './replaceCrypts.js';
import { tellOnce } from './tellOnce.js';

/**
 * Encrypts `.env.<environment>` of the `named` components, or of all that have one, to all recipients of the environment. The plain text stays where
 * it is. Nothing is written when anything is wrong with one of them.
 */
export async function encryptSecrets(context: SecretsContext, named: readonly Component[]): Promise<Result<void>> {
  await sweepSecrets(context);
  const recipients = await readRecipients(context.root, context.environment, context.now);
  if (!recipients.ok) return recipients;
  const chosen = named.length > 0 ? named : context.components;
  const prepared = await Promise.all(
    chosen.map((component) => prepare(context, cryptPlace(component, context.environment), named.length > 0)),
  );
  const diagnostics = prepared.flatMap((one) => (one.ok ? [] : one.diagnostics));
  if (diagnostics.length > 0) return fail(...tellOnce(diagnostics));
  const replacements = prepared.flatMap((one) => (one.ok && one.value !== undefined ? [one.value] : []));
  if (replacements.length === 0) context.emit({ kind: 'note', text: `no component has a file .env.${context.environment} to encrypt` });
  return replaceCrypts(context, recipients.value, replacements);
}

async function prepare(context: SecretsContext, place: CryptPlace, isNamed: boolean): Promise<Result<Replacement | undefined>> {
  const text = await readPlain(place.plainPath, place.plainFile);
  if (!text.ok) return text;
  if (text.value === undefined) return isNamed ? fail(nothingToEncrypt(place)) : ok(undefined);
  const wrong = checkEnvText(text.value, place.plainFile, place.component).filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) return fail(...wrong);
  const before = await readCrypt(place.path, place.file);
  // What is damaged there now is what the plain text mends.
  if (!before.ok) return before.diagnostics.every(({ code }) => code.startsWith('crypt-')) ? replaceDamaged(place, text.value) : before;
  if (before.value === undefined) return ok({ place, text: text.value });
  const textBefore = await tryToOpen(context, place, before.value);
  if (!textBefore.ok) return textBefore;
  return ok({ place, text: text.value, before: before.value, textBefore: textBefore.value });
}

async function replaceDamaged(place: CryptPlace, text: string): Promise<Result<Replacement>> {
  const bytes = await readWhole(place.path, place.file);
  if (!bytes.ok) return bytes;
  return ok({ place, text, before: { text: bytes.value?.toString('latin1') ?? '', recipients: [] } });
}

function nothingToEncrypt({ plainFile, component }: CryptPlace): Diagnostic {
  return {
    severity: 'error',
    code: 'nothing-to-encrypt',
    message: 'is not there, and would be encrypted',
    remedy: `Write the secrets of ${component.name} to it, or use dsw secrets-edit ${component.name}.`,
    file: plainFile,
  };
}
