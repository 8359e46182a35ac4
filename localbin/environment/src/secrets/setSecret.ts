import { fail, nearMiss, ok, problem, type Component, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvText } from '../configuration/checkEnvText.js';
import { isPlaceholder } from '../configuration/placeholder.js';
import { settableVariables } from '../declarations.js';
import { assign } from './assign.js';
import { sweepSecrets, type CryptPlace, type SecretsContext } from './context.js';
import { currentSecrets } from './currentSecrets.js';
import { namesOf, replaceCrypts } from './replaceCrypts.js';
import { utf8 } from '../utf8.js';

/** Sets one variable in the encrypted secrets of a component. `input` is the value, but for one line end behind it; without one nothing is changed. */
export async function setSecret(
  context: SecretsContext,
  component: Component,
  name: string,
  input: Buffer | undefined,
): Promise<Result<void>> {
  await sweepSecrets(context);
  const value = input === undefined ? ok(undefined) : valueOf(name, input);
  if (!value.ok) return value;
  if (value.value !== undefined && isPlaceholder(value.value))
    return fail(problem('placeholder', `the value for ${name} only stands for one`, 'Give the value itself.'));
  const known = settableVariables(component);
  if (!known.includes(name)) {
    const near = nearMiss(name, known);
    const remedy = near === undefined ? `Declare it in ${component.root}/component.yaml, with secret: true.` : `Did you mean ${near}?`;
    return fail(problem('unknown-variable', `${component.name} has no variable ${name}`, remedy));
  }
  const current = await currentSecrets(context, component);
  if (!current.ok) return current;
  const { place, recipients, crypt, text } = current.value;
  if (value.value === undefined) {
    context.emit({ kind: 'planned', file: place.file, detail: `with a value for ${name}, encrypted to ${namesOf(recipients)}` });
    return ok();
  }
  const changed = assign(text ?? '', name, value.value, place.file);
  if (!changed.ok) return changed;
  // What was wrong before is for another change to mend.
  const old = new Set(errorsIn(text ?? '', place).map(({ message }) => message));
  const wrong = errorsIn(changed.value, place).filter(({ message }) => !old.has(message));
  if (wrong.length > 0) return fail(...wrong);
  return replaceCrypts(context, recipients, [{ place, text: changed.value, before: crypt, textBefore: text }]);
}

function errorsIn(text: string, { file, component }: CryptPlace): Diagnostic[] {
  return checkEnvText(text, file, component).filter(({ severity }) => severity === 'error');
}

function valueOf(name: string, input: Buffer): Result<string> {
  try {
    const value = utf8.decode(input).replace(/\n$/, '');
    if (value !== '') return ok(value);
    return fail(
      problem('value-empty', `standard input holds no value for ${name}`, 'Pipe the value in: printf %s "$value" | dsw secrets-set …'),
    );
  } catch {
    return fail(
      problem('value-not-text', `the value for ${name} is not text in UTF-8`, 'Encode it, in base64 say, and let the component decode it.'),
    );
  }
}
