/** How long the words of a command may be to stand in a manifest on one line. */
const longest = 100;

/** Whether a line of shell is just words, each standing for itself, so that no shell is needed to run it. */
export function isPlainCommand(command: string): boolean {
  return /^[\w./:@%+,=-]+( +[\w./:@%+,=-]+)*$/.test(command) && !/^\w+=/.test(command) && !isBuiltin(command) && command.length <= longest;
}

export function wordsOf(command: string): string[] {
  return command.split(' ').filter((word) => word !== '');
}

function isBuiltin(command: string): boolean {
  return /^(exec|cd|export|set|eval|\.)( |$)/.test(command);
}
