import { fail, ok, type Component, type Result } from '@dust-workspace/component';
import { cryptPlace, type CryptPlace, type SecretsContext } from './context.js';
import type { Crypt } from './cryptText.js';
import { openRead } from './openCrypt.js';
import { readCrypt } from './readCrypt.js';
import { isThere } from '../isThere.js';
import { readRecipients, type Recipient } from './recipients.js';

/** What a change of a component's encrypted secrets begins with. */
export interface CurrentSecrets {
  readonly place: CryptPlace;
  readonly recipients: readonly Recipient[];
  /** Undefined while nothing is encrypted yet. */
  readonly crypt: Crypt | undefined;
  readonly text: string | undefined;
}

/** Opens the secrets of a component to change them. Refused while there is plain text, which would be used instead of the change. */
export async function currentSecrets(context: SecretsContext, component: Component): Promise<Result<CurrentSecrets>> {
  const place = cryptPlace(component, context.environment);
  if (isThere(place.plainPath))
    return fail({
      severity: 'error',
      code: 'plain-there',
      message: `is there in plain text and is used instead of ${place.file}: a change of that would change nothing`,
      remedy: `Edit it and run dsw secrets-encrypt ${component.name}, or remove it.`,
      file: place.plainFile,
    });
  const recipients = await readRecipients(context.root, context.environment, context.now);
  if (!recipients.ok) return recipients;
  const crypt = await readCrypt(place.path, place.file);
  if (!crypt.ok) return crypt;
  if (crypt.value === undefined) return ok({ place, recipients: recipients.value, crypt: undefined, text: undefined });
  const text = await openRead(place.path, place.file, crypt.value, context.keyring);
  return text.ok ? ok({ place, recipients: recipients.value, crypt: crypt.value, text: text.value }) : text;
}
