/** For Nx to call when it has written what a generator made: tells what to do next. */
export function sayNext(lines: readonly string[]): () => void {
  return () => {
    process.stdout.write(`\nNext:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  };
}
