import type { Diagnostic } from '@dust-workspace/component';

/** What stands where a secret would. */
export const maskText = '****';

/** A shorter value is no secret: hiding every letter like it would hide nothing, and make everything unreadable. */
const shortestSecret = 3;

/** How long a line of a secret of several must be to be hidden on its own: others are too common, such as the brackets of a JSON document. */
const shortestLine = 8;

/**
 * Replaces every occurrence of the secrets, longest first so that no rest of a longer one remains.
 * Output arrives line by line, so the lines of a secret of several are hidden too.
 */
export function masker(secrets: Iterable<string>): (text: string) => string {
  const ordered = [...new Set([...secrets].flatMap(withLines))]
    .filter(({ length }) => length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((masked, secret) => masked.replaceAll(secret, maskText), text);
}

/** The diagnostic without secrets in what people read of it. */
export function maskDiagnostic(diagnostic: Diagnostic, mask: (text: string) => string): Diagnostic {
  const { message, remedy } = diagnostic;
  return { ...diagnostic, message: mask(message), ...(remedy === undefined ? {} : { remedy: mask(remedy) }) };
}

function withLines(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1 ? [secret] : [secret, ...lines.filter((line) => line.trim().length >= shortestLine)];
}
