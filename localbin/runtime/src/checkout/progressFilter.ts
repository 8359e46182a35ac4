/**
 * Of git's progress what people want to read: each phase at its beginning, at every tenth of it and at its end. Everything else that git says is for
 * messages. Pure but for what it was told before.
 */
export function progressFilter(tell: (line: string) => void): (line: string) => void {
  let told = '';
  return (line) => {
    const [, phase = '', percent = ''] =
      /^(?:remote: )?((?:Counting|Compressing|Receiving|Resolving|Updating|Filtering) \w+): +(\d+)%/.exec(line) ?? [];
    if (phase === '') return;
    const step = `${phase} ${Math.floor(Number(percent) / 10)}`;
    if (step !== told) tell(line);
    told = step;
  };
}
