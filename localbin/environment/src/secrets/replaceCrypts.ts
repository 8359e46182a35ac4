import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { replaceAtomically } from '../atomicWrite.js';
import { parseEnvFile } from '../envFile.js';
import type { CryptPlace, SecretsContext } from './context.js';
import type { Crypt } from './cryptText.js';
import { openCrypt, openRead } from './openCrypt.js';
import { readWhole } from './readCrypt.js';
import type { Recipient } from './recipients.js';
import { sealCrypt } from './sealCrypt.js';
import { tellOnce } from './tellOnce.js';

/** An encrypted env file that is to hold `text`. */
export interface Replacement {
  readonly place: CryptPlace;
  readonly text: string;
  /** What is there now, if anything, and its text if it could be opened. */
  readonly before?: Crypt | undefined;
  readonly textBefore?: string | undefined;
}

/**
 * Encrypts all, then replaces one after the other: each is written aside, opened again if this person can, and swapped in. What already is as it
 * should be stays as it is. Nothing is replaced when one of them cannot be encrypted.
 */
export async function replaceCrypts(
  context: SecretsContext,
  recipients: readonly Recipient[],
  replacements: readonly Replacement[],
): Promise<Result<void>> {
  const sealed = await Promise.all(
    replacements.map(async (replacement) => ({
      replacement,
      result: isSettled(replacement, recipients) ? ok(undefined) : await sealCrypt(replacement.text, recipients),
    })),
  );
  const diagnostics = sealed.flatMap(({ replacement, result }) =>
    result.ok ? [] : result.diagnostics.map((diagnostic) => ({ ...diagnostic, file: replacement.place.file })),
  );
  if (diagnostics.length > 0) return fail(...tellOnce(diagnostics));
  for (const { replacement, result } of sealed) {
    const { file } = replacement.place;
    if (!result.ok || result.value === undefined) {
      context.emit({ kind: 'unchanged', file, detail: `already encrypted to ${namesOf(recipients)}` });
      continue;
    }
    // Told before it happens: a command that is killed in between has no second chance to tell.
    tellWhatWasSeen(context, recipients, replacement);
    if (context.dryRun === true) {
      context.emit({ kind: 'planned', file, detail: `encrypted to ${namesOf(recipients)}` });
      continue;
    }
    const done = await replace(context, recipients, replacement, result.value);
    if (!done.ok) return done;
    context.emit({ kind: 'written', file, detail: `encrypted to ${namesOf(recipients)}` });
  }
  return ok();
}

/** The text, if this person can open the file: not everybody who encrypts is a recipient, or has a terminal for the passphrase. */
export async function tryToOpen(
  { keyring }: SecretsContext,
  { path, file }: CryptPlace,
  crypt: Crypt,
): Promise<Result<string | undefined>> {
  const text = await openRead(path, file, crypt, keyring);
  return !text.ok && text.diagnostics.every(isNoKey) ? ok(undefined) : text;
}

function isNoKey({ code }: Diagnostic): boolean {
  return ['no-home', 'no-key', 'wrong-key', 'no-terminal'].includes(code);
}

function isSettled({ text, before, textBefore }: Replacement, recipients: readonly Recipient[]): boolean {
  return before !== undefined && textBefore === text && isFor(before, recipients);
}

/** Whether exactly these can open it. */
export function isFor(crypt: Crypt, recipients: readonly Recipient[]): boolean {
  const wanted = new Set(recipients.map(({ key }) => key));
  return crypt.recipients.length === wanted.size && crypt.recipients.every(({ key }) => wanted.has(key));
}

function tellWhatWasSeen(
  { emit }: SecretsContext,
  recipients: readonly Recipient[],
  { place, text, before, textBefore }: Replacement,
): void {
  const present = new Set(recipients.map(({ key }) => key));
  const people = (before?.recipients ?? []).filter(({ key }) => !present.has(key)).map(({ label }) => label);
  const now = parseEnvFile(text, place.file);
  const old = textBefore === undefined ? undefined : parseEnvFile(textBefore, place.file);
  if (people.length === 0 || !now.ok) return;
  const names = [...now.value.entries]
    .filter(([name, { value }]) => old === undefined || !old.ok || old.value.entries.get(name)?.value === value)
    .map(([name]) => name);
  if (names.length > 0) emit({ kind: 'seen', file: place.file, people, names });
}

function replace(
  { keyring }: SecretsContext,
  recipients: readonly Recipient[],
  { place, text, before }: Replacement,
  sealed: string,
): Promise<Result<void>> {
  const { path, file } = place;
  return replaceAtomically(path, sealed, async (aside) => {
    const identity = await keyring.identity();
    if (identity.ok && recipients.some(({ key }) => key === identity.value?.key)) {
      const opened = await openCrypt(aside, file, keyring);
      if (!opened.ok && !opened.diagnostics.every(isNoKey)) return opened;
      if (opened.ok && opened.value !== text)
        return fail({
          severity: 'error',
          code: 'crypt-unfaithful',
          message: 'opened to another text than was encrypted: nothing was changed',
          file,
        });
    }
    const found = await readWhole(path, file);
    if (!found.ok) return found;
    if (found.value?.toString('latin1') === before?.text) return ok();
    return fail({
      severity: 'error',
      code: 'crypt-changed',
      message: 'was changed by somebody else meanwhile: nothing was changed',
      remedy: 'Run this again.',
      file,
    });
  });
}

export function namesOf(recipients: readonly Recipient[]): string {
  return recipients.map(({ name }) => name).join(', ');
}
