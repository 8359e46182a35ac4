import type { YamlProblem } from './readYaml.js';
import { textRanges } from './textRanges.js';

/** Far more than any manifest holds. */
export const largestManifest = 64 * 1024;

/** Why a text is not even looked at as YAML: each of these would come out as dozens of puzzling YAML errors. */
export function screenText(text: string): YamlProblem | undefined {
  const bytes = text.length > largestManifest / 4 ? Buffer.byteLength(text) : 0;
  if (bytes > largestManifest) return { ...tooLarge(bytes), range: textRanges(text)(0, 0) };
  const control = /(?![\t\n\r\u0085])[\p{Cc}\ufffd]/u.exec(text);
  if (control !== null)
    return {
      code: 'not-text',
      message: control[0] === '\ufffd' ? 'bytes that are not UTF-8 text' : `control character ${codePoint(control[0])}`,
      remedy: 'A manifest is plain UTF-8 text.',
      range: textRanges(text)(control.index, control.index + 1),
    };
  const marker = /^(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|$)[^\r\n]*/m.exec(text);
  if (marker !== null)
    return {
      code: 'merge-conflict',
      message: 'merge conflict marker',
      remedy: 'Keep one of the two sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.',
      range: textRanges(text)(marker.index, marker.index + marker[0].length),
    };
  return undefined;
}

export function tooLarge(bytes: number): { code: string; message: string; remedy: string } {
  return {
    code: 'too-large',
    message: `expected a manifest of at most 64 KiB, found ${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`,
    remedy: 'Data and long scripts belong in files of their own.',
  };
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
