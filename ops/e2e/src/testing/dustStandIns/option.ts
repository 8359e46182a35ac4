/** The value of `--name value` among the words of a command. */
export function option(words: readonly string[], name: string): string {
  const value = words[words.indexOf(name) + 1];
  if (!words.includes(name) || value === undefined) throw new Error(`${name} is missing in: ${words.join(' ')}`);
  return value;
}
