import { useEffect } from 'preact/hooks';
import type { RunAnswer, RunsAnswer } from '../../api.js';
import { formatTaken } from '../format.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { Ago } from '../parts/ago.js';
import { Boundary } from '../parts/boundary.js';
import { Empty } from '../parts/empty.js';
import { Icon } from '../parts/icon.js';
import { Problem } from '../parts/problem.js';
import { useServices } from '../services.js';
import { addressOf } from '../state/route.js';
import { RunPanel } from './runPanel.js';
import { takenBy } from './takenBy.js';

/** What was done through this console, the newest first, and one of them in detail. */
export function RunsView({ run }: { readonly run: string | null }) {
  const { store } = useServices();
  const live = useSelect((state) => state.link.kind === 'live');
  const { value, problem } = useAnswer<RunsAnswer>('/api/runs', live);
  const runs = useSelect((state) => state.runs);
  const now = useNow(1_000);
  useEffect(() => {
    if (value !== undefined) store.dispatch({ kind: 'runs', runs: value.runs });
  }, [value]);
  const newestFirst = [...runs.values()].reverse();
  return (
    <div class={run === null ? 'split' : 'split open'}>
      <section class="board" aria-label="Runs">
        <div class="page-head">
          <h2>Runs</h2>
          <p class="minor">what was asked for through this console since it started</p>
        </div>
        {problem !== undefined && <Problem problem={problem} />}
        {newestFirst.length === 0 && value !== undefined && (
          <Empty title="Nothing was run from here yet">
            <p>Start, stop or back up a component, and follow it here. What is done in terminals is not listed.</p>
          </Empty>
        )}
        <ul class="runs">
          {newestFirst.map((view) => (
            <RunItem key={view.run.id} run={view.run} chosen={view.run.id === run} now={now} />
          ))}
        </ul>
      </section>
      {run !== null && (
        <Boundary name="The run" version={run}>
          <RunPanel key={run} id={run} now={now} />
        </Boundary>
      )}
    </div>
  );
}

function RunItem({ run, chosen, now }: { readonly run: RunAnswer; readonly chosen: boolean; readonly now: number }) {
  return (
    <li class={chosen ? 'run-item selected' : 'run-item'}>
      <RunMark run={run} />
      <a class="row-link" href={addressOf({ kind: 'runs', run: run.id })} aria-current={chosen ? 'true' : undefined}>
        {run.command}
      </a>
      <span class={`run-state ${run.state}`}>{run.state}</span>
      <span class="minor">
        <Ago at={run.startedAt} now={now} />
        {' · '}
        {formatTaken(takenBy(run, now))}
      </span>
    </li>
  );
}

function RunMark({ run: { state } }: { readonly run: Pick<RunAnswer, 'state'> }) {
  switch (state) {
    case 'running':
    case 'interrupting':
      return <span class="spinner" aria-hidden="true" />;
    case 'done':
      return (
        <span class="run-mark done">
          <Icon name="check" size={14} />
        </span>
      );
    case 'failed':
      return (
        <span class="run-mark failed">
          <Icon name="close" size={14} />
        </span>
      );
    case 'interrupted':
      return (
        <span class="run-mark">
          <Icon name="stop" size={14} />
        </span>
      );
  }
}
