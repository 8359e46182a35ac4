import { useEffect } from 'preact/hooks';
import type { RunAnswer, RunEventsAnswer, RunsAnswer } from '../../api.js';
import { formatTaken } from '../format.js';
import { useAct } from '../hooks/useAct.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { useNow } from '../hooks/useNow.js';
import { goTo } from '../hooks/useRoute.js';
import { useSelect } from '../hooks/useSelect.js';
import { useWhyNot } from '../hooks/useWhyNot.js';
import { Ago } from '../parts/ago.js';
import { Boundary } from '../parts/boundary.js';
import { Empty } from '../parts/empty.js';
import { Icon } from '../parts/icon.js';
import { Diagnostics, Problem } from '../parts/problem.js';
import { useServices } from '../services.js';
import { isAtWork } from '../state/pageState.js';
import { addressOf } from '../state/route.js';
import { progressOf } from '../state/runView.js';
import { StepRow } from './stepRow.js';

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

export function RunMark({ run: { state } }: { readonly run: Pick<RunAnswer, 'state'> }) {
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

/** Milliseconds. */
export function takenBy({ startedAt, endedAt }: RunAnswer, now: number): number {
  return Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

function RunPanel({ id, now }: { readonly id: string; readonly now: number }) {
  const { store } = useServices();
  const act = useAct();
  const whyNot = useWhyNot();
  const view = useSelect((state) => state.runs.get(id));
  const live = useSelect((state) => state.link.kind === 'live');
  const { value, problem } = useAnswer<RunEventsAnswer>(`/api/runs/${encodeURIComponent(id)}`, live);
  useEffect(() => {
    if (value !== undefined) store.dispatch({ kind: 'run-events', answer: value });
  }, [value]);
  const close = (): void => goTo({ kind: 'runs', run: null });
  return (
    <aside class="panel" aria-label="Run">
      <header class="panel-head">
        <button type="button" class="button quiet square panel-back" aria-label="Back to all runs" onClick={close}>
          <Icon name="back" />
        </button>
        <div class="panel-title">
          <h2>{view?.run.command ?? 'Run'}</h2>
          {view !== undefined && (
            <p class="minor">
              <Ago at={view.run.startedAt} now={now} /> · {formatTaken(takenBy(view.run, now))}
            </p>
          )}
        </div>
        {view !== undefined && <span class={`run-state ${view.run.state}`}>{view.run.state}</span>}
        <button type="button" class="button quiet square panel-close" aria-label="Close" title="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {problem !== undefined && view === undefined && <Problem problem={problem} />}
      {view !== undefined && (
        <>
          {isAtWork(view.run) && (
            <div class="panel-actions">
              <button
                type="button"
                class="button"
                disabled={whyNot !== undefined || view.run.state === 'interrupting'}
                title={whyNot}
                onClick={() => void act.interrupt(id)}
              >
                <Icon name="stop" size={14} /> Interrupt
              </button>
              <span class="minor">
                {progressOf(view).ended} of {progressOf(view).of} steps
              </span>
            </div>
          )}
          <Diagnostics diagnostics={view.run.diagnostics} />
          {view.steps.length === 0 && !isAtWork(view.run) && view.run.diagnostics.length === 0 && <Empty title="There was nothing to do" />}
          <ul class="step-list">
            {view.steps.map((step) => (
              <StepRow key={step.id} step={step} named />
            ))}
          </ul>
          {view.lines.length > 0 && (
            <details class="run-output" open={isAtWork(view.run) || view.run.state === 'failed'}>
              <summary>Output</summary>
              <pre class="output" tabIndex={0} aria-label="Output of the run">
                {view.lines.map(({ component, text }) => `${component === null ? '' : `${component}: `}${text}`).join('\n')}
              </pre>
            </details>
          )}
        </>
      )}
    </aside>
  );
}
