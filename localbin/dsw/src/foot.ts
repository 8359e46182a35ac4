import { displayWidth } from '@dust-workspace/lifecycle';

/** Lines at the foot of a terminal that are drawn anew, beside whatever else is written there. */
export interface Foot {
  draw(lines: readonly string[]): void;
  /** Puts a line above, with the next drawing. */
  say(line: string): void;
  /** Takes the lines away, and says what is still to be said. */
  clear(): void;
  /** As `clear`, for good. */
  dispose(): void;
}

const escape = '\u001b[';
/** Terminals that know it show what is between at once. */
const [begin, commit] = [`${escape}?2026h`, `${escape}?2026l`];

/**
 * The cursor stands in the line below the last one drawn. What anybody else writes to the streams, a hook or an interrupt, goes above: the lines are
 * taken away before, and are there again with the next drawing. Whatever ends the process, they are taken away.
 */
export function footOf(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Foot {
  let drawn: readonly string[] = [];
  let said: string[] = [];
  let midLine = false;
  const written = [...new Set([stdout, stderr])].filter(({ isTTY }) => isTTY).map((stream) => ({ stream, write: stream.write }));
  const { write: plainWrite } = stdout;
  const own = (text: string): boolean => plainWrite.call(stdout, text);
  const show = (lines: readonly string[]): void => {
    const text = [...said, ...lines].map((line) => `${line}\n`).join('');
    if (text === '' && drawn.length === 0) return;
    own(`${begin}${midLine ? '\n' : ''}${erasing(drawn, stdout.columns)}${text}${commit}`);
    [drawn, said, midLine] = [lines, [], false];
  };
  const clear = (): void => show([]);
  for (const { stream, write } of written)
    stream.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
      clear();
      const text = Buffer.from(chunk).toString();
      if (text !== '') midLine = !text.endsWith('\n');
      return write.call(stream, chunk, ...rest);
    };
  process.once('exit', clear);
  return {
    draw: (lines) => {
      if (said.length > 0 || lines.length !== drawn.length || lines.some((line, index) => line !== drawn[index])) show(lines);
    },
    say: (line) => void said.push(line),
    clear,
    dispose: () => {
      clear();
      process.off('exit', clear);
      for (const { stream, write } of written) stream.write = write;
    },
  };
}

/** Takes lines away that may have been broken anew since, by a terminal that has become narrower. */
function erasing(lines: readonly string[], columns: number): string {
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns))), 0);
  return rows === 0 ? '' : `\r${escape}${rows}A${escape}J`;
}
