import { looks } from '../looks.js';
import { describeSpells } from './describe.js';
import type { Spell } from './series.js';

interface StateStripProps {
  readonly spells: readonly Spell[];
  readonly from: number;
  readonly to: number;
  readonly cursor: number | null;
  readonly onCursor: (moment: number | null) => void;
}

const [width, height] = [1_000, 20];

/** The states over time: told apart by colour, and by how high they stand. */
export function StateStrip({ spells, from, to, cursor, onCursor }: StateStripProps) {
  const x = (moment: number): number => ((moment - from) / Math.max(1, to - from)) * width;
  const point = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    onCursor(from + ((event.clientX - box.left) / box.width) * (to - from));
  };
  return (
    <div class="strip">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`States: ${describeSpells(spells)}`}
        onPointerMove={point}
        onPointerLeave={() => onCursor(null)}
      >
        {spells.map(({ state, from: start, to: end }) => {
          const tall = (looks[state].height * height) / 10;
          return (
            <rect
              key={start}
              class={`state-${state}`}
              x={x(start)}
              y={height - tall}
              width={Math.max(1.5, x(end) - x(start) - (x(end) - x(start) > 6 ? 1 : 0))}
              height={tall}
            />
          );
        })}
        {cursor !== null && <line class="strip-cursor" x1={x(cursor)} x2={x(cursor)} y1="0" y2={height} />}
      </svg>
    </div>
  );
}
