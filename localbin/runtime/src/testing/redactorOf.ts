import type { TextRedactor } from '../runtime.js';

/** Hides the values of these variables, as far as tests need it: what comes in pieces is looked at once it is complete. */
export function redactorOf(variables: Readonly<Record<string, string>>, secrets: readonly string[]): TextRedactor {
  const values = secrets.flatMap((name) => variables[name] ?? []);
  const redact = (text: string): string => values.reduce((shown, value) => shown.replaceAll(value, '****'), text);
  return {
    redact,
    learn: (more) => void values.push(...more),
    stream: () => {
      let whole = '';
      return {
        push: (text) => {
          whole += text;
          return '';
        },
        end: () => redact(whole),
      };
    },
  };
}
