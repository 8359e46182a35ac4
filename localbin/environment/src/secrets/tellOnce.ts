import type { Diagnostic } from '@dust-workspace/component';

/** What is wrong with openssl, the key or its passphrase is the same for each file, and told for the first alone. */
export function tellOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const [first] = diagnostics;
  const isSame = ({ code, message }: Diagnostic): boolean => code === first?.code && message === first.message;
  return first !== undefined && isAboutAll(first) && diagnostics.every(isSame) ? [first] : [...diagnostics];
}

function isAboutAll({ code }: Diagnostic): boolean {
  return /^(openssl|passphrase|private-key|no-terminal|no-home|no-key)/.test(code);
}
