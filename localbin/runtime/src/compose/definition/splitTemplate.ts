import { closingBrace } from './template.js';

/** Splits a text at `:`, but not within references, nor within the brackets of an IPv6 address. */
export function splitTemplate(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('$$', at)) at += 1;
    else if (text.startsWith('${', at)) at = closingBrace(text, at) ?? text.length;
    else if (text[at] === '[') at = Math.max(at, text.indexOf(']', at));
    else if (text[at] === ':') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Whether a text holds a reference, so that what it says depends on values. */
export function isTemplate(text: string): boolean {
  return /\$[{_a-z]/i.test(text.replaceAll('$$', ''));
}
