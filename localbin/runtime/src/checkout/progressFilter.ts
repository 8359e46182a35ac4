/** How many of anything are too few to say how far it has come. */
const few = 1_000;

/**
 * Of git's progress what people want to read: of each long phase every quarter, as it is reached. Everything else that git says is for messages. Pure but
 * for what it was told before.
 */
export function progressFilter(tell: (line: string) => void): (line: string) => void {
  let told = '';
  return (line) => {
    const [, phase = '', percent = '', total = ''] =
      /^(?:remote: )?((?:Counting|Compressing|Receiving|Resolving|Updating|Filtering) \w+): +(\d+)% \(\d+\/(\d+)\)/.exec(line) ?? [];
    const quarter = Math.floor(Number(percent) / 25);
    if (phase === '' || Number(total) < few || quarter === 0) return;
    const step = `${phase} ${quarter}`;
    if (step !== told) tell(line);
    told = step;
  };
}
