import { fail, ok, type Result } from '@dust-workspace/component';
import { cryptPlace, sweepSecrets, type CryptPlace, type SecretsContext } from './context.js';
import { openRead } from './openCrypt.js';
import { readCrypt } from './readCrypt.js';
import { readRecipients } from './recipients.js';
import { replaceCrypts, type Replacement } from './replaceCrypts.js';
import { tellOnce } from './tellOnce.js';

/**
 * Encrypts everything that is encrypted in the environment to exactly its present recipients. Nothing is written when one file cannot be opened. What a
 * person who is a recipient no longer has seen is told.
 */
export async function rotateSecrets(context: SecretsContext): Promise<Result<void>> {
  await sweepSecrets(context);
  const recipients = await readRecipients(context.root, context.environment, context.now);
  if (!recipients.ok) return recipients;
  const opened = await Promise.all(context.components.map((component) => open(context, cryptPlace(component, context.environment))));
  const diagnostics = opened.flatMap((one) => (one.ok ? [] : one.diagnostics));
  if (diagnostics.length > 0) return fail(...tellOnce(diagnostics));
  const replacements = opened.flatMap((one) => (one.ok && one.value !== undefined ? [one.value] : []));
  if (replacements.length === 0) context.emit({ kind: 'note', text: `nothing is encrypted in ${context.environment}` });
  return replaceCrypts(context, recipients.value, replacements);
}

async function open({ keyring }: SecretsContext, place: CryptPlace): Promise<Result<Replacement | undefined>> {
  const crypt = await readCrypt(place.path, place.file);
  if (!crypt.ok || crypt.value === undefined) return crypt as Result<undefined>;
  const text = await openRead(place.path, place.file, crypt.value, keyring);
  return text.ok ? ok({ place, text: text.value, before: crypt.value, textBefore: text.value }) : text;
}
