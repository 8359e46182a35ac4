import { nearMiss, type Component, type Diagnostic } from '@dust-workspace/component';
import { expectation, parsePort, typedValue } from '../checkValue.js';
import { declarationOf, settableVariables } from '../declarations.js';
import { parseEnvFile } from '../envFile.js';
import { parseReferences } from '../references.js';

/**
 * What is wrong with the text of an env file, line by line: what is no assignment, and values that are not what the manifest of the component asks for.
 * A name that the manifest does not know is a warning. Values with references are judged where they are resolved. Pure; without any value in a message.
 */
export function checkEnvText(text: string, file: string, component?: Component): Diagnostic[] {
  const parsed = parseEnvFile(text, file);
  if (!parsed.ok) return [...parsed.diagnostics];
  if (component === undefined) return [];
  const known = settableVariables(component);
  return [...parsed.value.entries].flatMap(([name, { value, line }]): Diagnostic[] => {
    const at = { line, column: 1 };
    const place = { file, range: { start: at, end: at } };
    if (!known.includes(name)) {
      const near = nearMiss(name, known);
      const remedy = near === undefined ? `${component.root}/component.yaml declares those that count.` : `Did you mean ${near}?`;
      return [{ severity: 'warning', code: 'unknown-variable', message: `${component.name} has no variable ${name}`, remedy, ...place }];
    }
    const wrong = whatIsExpected(component, name, value);
    return wrong === undefined
      ? []
      : [{ severity: 'error', code: 'value', message: `${name} must be ${wrong}`, remedy: 'Correct it.', ...place }];
  });
}

function whatIsExpected(component: Component, name: string, value: string): string | undefined {
  if (parseReferences(value).some(({ kind }) => kind === 'reference')) return undefined;
  const declared = declarationOf(component, name);
  if (declared === undefined) return parsePort(value) === undefined ? 'a port number from 1 to 65535' : undefined;
  if (value === '' && declared.optional) return undefined;
  return typedValue(value, declared) === undefined ? expectation(declared) : undefined;
}
