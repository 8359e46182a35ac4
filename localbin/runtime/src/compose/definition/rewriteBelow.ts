import { isMapping } from '@dust-workspace/component';
import { rewriteReferences } from './rewriteReferences.js';
import { scopedName } from './scopedName.js';

/** Data in whose values, not keys, the references are to the variables of `component` alone. Its templates are valid. */
export function rewriteBelow(data: unknown, component: string): unknown {
  if (typeof data === 'string') return rewrite(data, component);
  if (Array.isArray(data)) return data.map((item) => rewriteBelow(item, component));
  if (!isMapping(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, rewriteBelow(value, component)]));
}

function rewrite(text: string, component: string): string {
  const rewritten = rewriteReferences(text, (name) => scopedName(component, name));
  if (!rewritten.ok) throw new Error(`no valid template: ${text}`);
  return rewritten.text;
}
