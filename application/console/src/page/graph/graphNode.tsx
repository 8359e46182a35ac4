import { formatLatency } from '../format.js';
import { useSelect } from '../hooks/useSelect.js';
import { StateIcon } from '../parts/stateIcon.js';
import { runAtWork } from '../state/pageState.js';
import { stepAt } from '../state/runView.js';
import { doing } from '../words.js';
import type { Box } from './layout.js';

interface GraphNodeProps {
  readonly name: string;
  readonly box: Box;
  readonly href: string;
  readonly selected: boolean;
  /** Reached with the Tab key; the others with the arrows. */
  readonly reached: boolean;
  readonly faded: boolean;
  readonly related: boolean;
}

/** One component in the graph: it draws itself anew only when it has changed. */
export function GraphNode({ name, box, href, selected, reached, faded, related }: GraphNodeProps) {
  const row = useSelect((state) => state.known?.components.get(name));
  const latency = useSelect((state) => state.known?.probes[name]);
  const verb = useSelect((state) => {
    const run = runAtWork(state);
    return run === undefined ? undefined : stepAt(run, name)?.verb;
  });
  if (row === undefined) return null;
  const classes = ['node', `state-${row.state}`, `tone-${row.kind}`];
  if (selected) classes.push('selected');
  if (faded) classes.push('faded');
  if (related) classes.push('related');
  if (verb !== undefined) classes.push('working');
  const state = verb === undefined ? row.state : doing(verb);
  return (
    <a
      class={classes.join(' ')}
      href={href}
      data-component={name}
      tabIndex={reached ? 0 : -1}
      aria-current={selected ? 'true' : undefined}
      aria-label={`${name}: ${state}`}
      draggable={false}
      style={{ left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` }}
    >
      <StateIcon state={row.state} size={18} />
      <span class="node-text">
        <span class="node-name">{name}</span>
        <span class="node-state">
          <span class="node-word">{state}</span>
          {latency !== undefined && verb === undefined && <span class="node-latency">{formatLatency(latency)}</span>}
        </span>
      </span>
    </a>
  );
}
