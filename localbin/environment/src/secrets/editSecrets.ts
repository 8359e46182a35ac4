import { fail, ok, type Component, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvText } from '../configuration/checkEnvText.js';
import type { Editing } from '../configuration/editFile.js';
import { sweepSecrets, type SecretsContext } from './context.js';
import { currentSecrets } from './currentSecrets.js';
import { readPlain } from './readPlain.js';
import { namesOf, replaceCrypts } from './replaceCrypts.js';
import { withScratch } from './scratch.js';

/** Opens the secrets of a component in an editor and encrypts what is saved. The plain text is in memory where the system allows it, and removed. */
export async function editSecrets(context: SecretsContext, component: Component, editing: Editing): Promise<Result<void>> {
  await sweepSecrets(context);
  const current = await currentSecrets(context, component);
  if (!current.ok) return current;
  const { place, recipients, crypt, text } = current.value;
  if (context.dryRun === true) {
    context.emit({ kind: 'planned', file: place.file, detail: `with what is saved in the editor, encrypted to ${namesOf(recipients)}` });
    return ok();
  }
  const before = text ?? draft(component, context.environment);
  const saved = await withScratch(context.processEnv, `${component.name}.${context.environment}.env`, before, (path) =>
    editUntilSound(path, place.file, before, component, editing),
  );
  if (!saved.ok) return saved;
  if (saved.value === before) {
    context.emit({ kind: 'unchanged', file: place.file, detail: 'nothing was edited' });
    return ok();
  }
  return replaceCrypts(context, recipients, [{ place, text: saved.value, before: crypt, textBefore: text }]);
}

async function editUntilSound(
  path: string,
  file: string,
  before: string,
  component: Component,
  { edit, again }: Editing,
): Promise<Result<string>> {
  // A name that the manifest does not know would be a secret that nobody gets: whoever mistypes one should know.
  const old = new Set(checkEnvText(before, file, component).map(({ message }) => message));
  for (;;) {
    const edited = await edit(path);
    if (!edited.ok) return edited;
    const text = await readPlain(path, file);
    if (text.ok && (text.value ?? '').trim() === '') return fail(nothingLeft(file));
    const found = text.ok ? checkEnvText(text.value ?? '', file, component) : text.diagnostics;
    const diagnostics = found.filter(({ severity, message }) => severity === 'error' || !old.has(message));
    if (text.ok && diagnostics.length === 0) return ok(text.value ?? '');
    if (!(await again(diagnostics))) return fail(...diagnostics, discarded(file));
  }
}

/** Rather an editor that lost the file than somebody who wants that. */
function nothingLeft(file: string): Diagnostic {
  const remedy = 'To have no secrets here any more, remove the encrypted file.';
  return { severity: 'error', code: 'edit-lost', message: 'the editor left nothing, and nothing was changed', remedy, file };
}

/** What one who has no secrets yet begins with. */
function draft({ name, manifest }: Component, environment: string): string {
  const secrets = Object.entries(manifest.env).flatMap(([variable, { secret }]) => (secret ? [`# ${variable}=\n`] : []));
  return `# Secrets of ${name} in ${environment}.\n${secrets.join('')}`;
}

function discarded(file: string): Diagnostic {
  return { severity: 'error', code: 'edit-discarded', message: 'is as it was before: what was edited is not kept', file };
}
