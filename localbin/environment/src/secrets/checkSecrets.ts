import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Diagnostic } from '@dust-workspace/component';
import { checkIgnored } from './checkIgnored.js';
import { cryptPlace, sweepSecrets, type CryptPlace, type SecretsContext } from './context.js';
import type { Crypt } from './cryptText.js';
import { environmentsWithSecrets } from './environmentsWithSecrets.js';
import type { Git } from './git.js';
import { openRead } from './openCrypt.js';
import { readCrypt } from './readCrypt.js';
import { readPlain } from './readPlain.js';
import { readRecipients, recipientsFolder, type Recipient } from './recipients.js';

export interface SecretsReport {
  /** Paths relative to the workspace. */
  readonly files: readonly string[];
  readonly environments: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the secrets of all environments without a private key: each encrypted file is whole, authenticated, and for exactly the recipients of its
 * environment; none is older than plain text beside it; git ignores all plain text, and holds none.
 */
export async function checkSecrets(context: SecretsContext, git: Git): Promise<SecretsReport> {
  await sweepSecrets(context);
  const environments = await environmentsWithSecrets(context.root, context.components);
  const checked = await Promise.all(environments.map((environment) => checkEnvironment(context, environment)));
  const files = checked.flatMap((one) => one.files);
  const ignored = await checkIgnored(context, [...new Set([...environments, context.environment])], files, git);
  return { files, environments, diagnostics: [...checked.flatMap((one) => one.diagnostics), ...ignored] };
}

async function checkEnvironment(context: SecretsContext, environment: string): Promise<Pick<SecretsReport, 'files' | 'diagnostics'>> {
  const { root, components, now } = context;
  const recipients = await readRecipients(root, environment, now);
  const checked = await Promise.all(
    components.map(async (component) => {
      const place = cryptPlace(component, environment);
      const crypt = await readCrypt(place.path, place.file);
      if (!crypt.ok) return { files: [place.file], diagnostics: crypt.diagnostics };
      if (crypt.value === undefined) return { files: [], diagnostics: [] };
      const people = recipients.ok
        ? checkRecipients(place, crypt.value, recipients.value, relative(root, recipientsFolder(root, environment)))
        : [];
      return { files: [place.file], diagnostics: [...people, ...(await checkAge(context, place, crypt.value))] };
    }),
  );
  return {
    files: checked.flatMap(({ files }) => files),
    diagnostics: [...(recipients.ok ? [] : recipients.diagnostics), ...checked.flatMap(({ diagnostics }) => diagnostics)],
  };
}

function checkRecipients({ file }: CryptPlace, crypt: Crypt, recipients: readonly Recipient[], folder: string): Diagnostic[] {
  const can = new Set(crypt.recipients.map(({ key }) => key));
  const may = new Set(recipients.map(({ key }) => key));
  const missing = recipients.filter(({ key }) => !can.has(key)).map(({ name }) => name);
  const surplus = crypt.recipients.filter(({ key }) => !may.has(key)).map(({ label }) => label);
  const remedy = 'Run dsw secrets-rotate.';
  return [
    ...(missing.length === 0 ? [] : [wrong('recipient-missing', `cannot be opened by ${missing.join(', ')} of ${folder}/`, remedy, file)]),
    ...(surplus.length === 0
      ? []
      : [wrong('recipient-surplus', `can be opened by ${surplus.join(', ')}, who is not in ${folder}/`, remedy, file)]),
  ];
}

/** Compares where a key allows it without a question; otherwise the times of the files say what they can. */
async function checkAge({ keyring }: SecretsContext, place: CryptPlace, crypt: Crypt): Promise<Diagnostic[]> {
  const plain = await readPlain(place.plainPath, place.plainFile);
  if (!plain.ok) return [...plain.diagnostics];
  if (plain.value === undefined) return [];
  const remedy = `Run dsw secrets-encrypt ${place.component.name}, or remove ${place.plainFile}.`;
  const identity = await keyring.identity();
  if (identity.ok && identity.value?.locked === false && crypt.recipients.some(({ key }) => key === identity.value?.key)) {
    const text = await openRead(place.path, place.file, crypt, keyring);
    if (!text.ok) return [...text.diagnostics];
    return text.value === plain.value ? [] : [wrong('crypt-stale', `does not hold what ${place.plainFile} holds`, remedy, place.file)];
  }
  const [age, plainAge] = await Promise.all([place.path, place.plainPath].map(async (path) => (await stat(path)).mtimeMs));
  return (plainAge ?? 0) > (age ?? 0) ? [wrong('crypt-stale', `is older than ${place.plainFile}`, remedy, place.file)] : [];
}

function wrong(code: string, message: string, remedy: string, file: string): Diagnostic {
  return { severity: 'error', code, message, remedy, file };
}
