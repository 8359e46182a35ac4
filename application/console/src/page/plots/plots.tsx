import { useEffect, useMemo, useState } from 'preact/hooks';
import type { HistoryAnswer, HistoryPoint } from '../../api.js';
import { formatBytes, formatLatency, formatMoment, formatShare } from '../format.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useRemembered } from '../hooks/useRemembered.js';
import { useSelect } from '../hooks/useSelect.js';
import { Choice } from '../parts/choice.js';
import { Empty } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { StateBadge } from '../parts/stateIcon.js';
import { storageNote } from '../storageNote.js';
import { describeSeries } from './describe.js';
import { Plot } from './plot.js';
import { byteCeiling, ceiling } from './scale.js';
import { measures, median, pointAt, seriesOf, spacingOf, spellsOf, type Measure } from './series.js';
import { StateStrip } from './stateStrip.js';

const ranges = ['60', '360', '1440', '10080'] as const;
const rangeNames: Readonly<Record<(typeof ranges)[number], string>> = { '60': '1 h', '360': '6 h', '1440': '24 h', '10080': '7 d' };

const drawn: Readonly<
  Record<Measure, { readonly title: string; readonly format: (value: number) => string; readonly ceiling: (value: number) => number }>
> = {
  latency: { title: 'Probe', format: formatLatency, ceiling: (most) => ceiling(Math.max(most, 1)) },
  cpu: { title: 'CPU', format: formatShare, ceiling: (most) => ceiling(Math.max(most, 0.01)) },
  memory: { title: 'Memory', format: formatBytes, ceiling: (most) => byteCeiling(Math.max(most, 1_048_576)) },
};

/** States, latency of the probe, CPU and memory of a component, over one time axis and with one cursor. */
export default function Plots({ component }: { readonly component: string }) {
  const [range, setRange] = useRemembered('range', ranges, '60');
  const [beat, setBeat] = useState(0);
  const { value, problem } = useAnswer<HistoryAnswer>(`/api/history?minutes=${range}&component=${encodeURIComponent(component)}`, beat);
  const database = useSelect((state) => state.known?.database);
  const pause = Math.min(300_000, Math.max(value?.sampleEvery ?? 10_000, Number(range) * 250));
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setBeat((count) => count + 1);
    }, pause);
    return () => clearInterval(timer);
  }, [pause]);
  const note = value === undefined ? '' : storageNote(value, database);

  return (
    <section class="plots" aria-label="History">
      <div class="plots-head">
        <h3>History</h3>
        <Choice label="Range" chosen={range} onChoose={setRange} options={ranges.map((key) => ({ key, text: rangeNames[key] }))} />
      </div>
      {problem !== undefined && value === undefined && <Problem problem={problem} />}
      {value !== undefined && <Drawn history={value} points={value.components[component] ?? noPoints} range={rangeNames[range]} />}
      {note !== '' && <p class="minor">{note}</p>}
    </section>
  );
}

const noPoints: readonly HistoryPoint[] = [];

interface DrawnProps {
  readonly history: HistoryAnswer;
  readonly points: readonly HistoryPoint[];
  /** In words. */
  readonly range: string;
}

function Drawn({ history, points, range }: DrawnProps) {
  const { from, to } = history;
  const [cursor, setCursor] = useState<number | null>(null);
  const spacing = spacingOf(history);
  const spells = useMemo(() => spellsOf(points, spacing, from, to), [points, spacing, from, to]);
  const series = useMemo(() => seriesOf(points, spacing), [points, spacing]);
  const shown = measures.filter((measure) => series[measure].some((value) => value !== null));
  if (points.length === 0)
    return (
      <Empty title="Nothing is recorded yet">
        <p>The first sample comes within seconds while the console runs.</p>
      </Empty>
    );

  const press = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined && (event.key !== 'Escape' || cursor === null)) return;
    event.preventDefault();
    event.stopPropagation();
    setCursor(step === undefined ? null : Math.min(to, Math.max(from, (cursor ?? to) + (step * (to - from)) / 60)));
  };
  const point = cursor === null ? undefined : pointAt(points, cursor, spacing);
  const reading = (measure: Measure): number | null => {
    if (cursor === null) return median(series[measure]) ?? null;
    return (point?.[measures.indexOf(measure) + 2] as number | null | undefined) ?? null;
  };
  return (
    <div
      class="plots-body"
      tabIndex={0}
      role="group"
      aria-label="Plots; the arrow keys move through the time"
      onKeyDown={press}
      onBlur={() => setCursor(null)}
    >
      <p class="reading">
        {cursor === null ? (
          <span class="minor">medians of {range}</span>
        ) : (
          <>
            {formatMoment(cursor)} {point === undefined ? <span class="minor">no record</span> : <StateBadge state={point[1]} />}
          </>
        )}
      </p>
      <StateStrip spells={spells} from={from} to={to} cursor={cursor} onCursor={setCursor} />
      {shown.map((measure, index) => {
        const { title, format, ceiling: most } = drawn[measure];
        const value = reading(measure);
        return (
          <figure key={measure} class="plot-figure" aria-label={`${title}: ${describeSeries(series[measure], format)}`}>
            <figcaption>
              <span>{title}</span> <output>{value === null ? '–' : format(value)}</output>
            </figcaption>
            <Plot
              measure={measure}
              times={series.times}
              values={series[measure]}
              from={from}
              to={to}
              cursor={cursor}
              onCursor={setCursor}
              format={format}
              ceiling={most}
              timed={index === shown.length - 1}
            />
          </figure>
        );
      })}
    </div>
  );
}
