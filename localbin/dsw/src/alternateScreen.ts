import type { Face } from './face.js';

/** A screen of its own on the terminal, which is as it was before when it is left. */
export interface AlternateScreen {
  /** One line each; none may be wider than the terminal. */
  draw(lines: readonly string[]): void;
  leave(): void;
}

const escape = '\u001b[';

/** Whatever ends the process, the screen is left. `onKey` is given what is typed. */
export function alternateScreen({ stdin, stdout }: Pick<Face, 'stdin' | 'stdout'>, onKey: (key: string) => void): AlternateScreen {
  let shown: string | undefined;
  let isOver = false;
  const typed = (bytes: Buffer | string): void => onKey(bytes.toString());
  const leave = (): void => {
    if (isOver) return;
    isOver = true;
    process.off('exit', leave);
    stdin.off('data', typed);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    stdout.write(`${escape}?25h${escape}?1049l`);
  };
  process.once('exit', leave);
  stdout.write(`${escape}?1049h${escape}?25l${escape}2J`);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', typed).resume();
  return {
    draw: (lines) => {
      const text = lines.map((line) => `${line}${escape}K`).join('\r\n');
      if (isOver || text === shown) return;
      shown = text;
      stdout.write(`${escape}?2026h${escape}H${text}${escape}J${escape}?2026l`);
    },
    leave,
  };
}
