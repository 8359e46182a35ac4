/** What stands where a secret would. */
export const maskText = '****';

/** Replaces every occurrence of the secrets, longest first so that no rest of a longer one remains. Empty ones are ignored. */
export function masker(secrets: Iterable<string>): (text: string) => string {
  const ordered = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((masked, secret) => masked.replaceAll(secret, maskText), text);
}
