import * as z from 'zod';
import { manifestSchema } from './manifest.js';

/** The JSON Schema of `component.yaml` for editors, as Prettier would print it. */
export function manifestJsonSchema(): string {
  const { $schema, required = [], ...schema } = z.toJSONSchema(manifestSchema, { io: 'input' });
  const always = required.filter((key) => key !== 'runtimes');
  const eitherOf = [{ required: ['runtimes'] }, { required: ['source'] }];
  return `${print({ $schema, title: 'component.yaml', ...schema, required: always, anyOf: eitherOf }, 0)}\n`;
}

const lineWidth = 140;

/** Objects over several lines, lists of scalars on one line where they fit. */
function print(value: unknown, column: number, indent = ''): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    if (value.every((item) => typeof item !== 'object' || item === null) && column + line.length < lineWidth) return line;
    return `[\n${value.map((item) => deeper + print(item, deeper.length, deeper)).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => {
    const label = `${deeper}${JSON.stringify(key)}: `;
    return label + print(item, label.length, deeper);
  });
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
}
