import { useEffect } from 'preact/hooks';
import type { RunEventsAnswer } from '../../api.js';
import { formatTaken } from '../format.js';
import { useAct } from '../hooks/useAct.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { goTo } from '../hooks/useRoute.js';
import { useSelect } from '../hooks/useSelect.js';
import { useWhyNot } from '../hooks/useWhyNot.js';
import { Ago } from '../parts/ago.js';
import { Empty } from '../parts/empty.js';
import { Icon } from '../parts/icon.js';
import { Panel } from '../parts/panel.js';
import { Diagnostics, Problem } from '../parts/problem.js';
import { useServices } from '../services.js';
import { isAtWork } from '../state/pageState.js';
import { progressOf, type RunView } from '../state/runView.js';
import { StepRow } from './stepRow.js';
import { takenBy } from './takenBy.js';

/** What a run has done and is doing, step by step. */
export function RunPanel({ id, now }: { readonly id: string; readonly now: number }) {
  const { store } = useServices();
  const act = useAct();
  const whyNot = useWhyNot();
  const view = useSelect((state) => state.runs.get(id));
  const live = useSelect((state) => state.link.kind === 'live');
  const { value, problem } = useAnswer<RunEventsAnswer>(`/api/runs/${encodeURIComponent(id)}`, live);
  useEffect(() => {
    if (value !== undefined) store.dispatch({ kind: 'run-events', answer: value });
  }, [value]);
  return (
    <Panel
      label="Run"
      title={view?.run.command ?? 'Run'}
      subtitle={
        view && (
          <>
            <Ago at={view.run.startedAt} now={now} /> · {formatTaken(takenBy(view.run, now))}
          </>
        )
      }
      badge={view && <span class={`run-state ${view.run.state}`}>{view.run.state}</span>}
      back="Back to all runs"
      onClose={() => goTo({ kind: 'runs', run: null })}
    >
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
              <Progress view={view} />
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
    </Panel>
  );
}

function Progress({ view }: { readonly view: RunView }) {
  const { ended, of } = progressOf(view);
  return (
    <span class="minor">
      {ended} of {of} steps
    </span>
  );
}
