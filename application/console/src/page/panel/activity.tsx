import { useState } from 'preact/hooks';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { isAtWork } from '../state/pageState.js';
import { addressOf } from '../state/route.js';
import { Diagnostics, Note } from '../parts/problem.js';
import { StepRow } from '../runs/stepRow.js';

/** Milliseconds for which it is told that something succeeded. */
const goodNewsFor = 15_000;

/** What the latest run does with a component, and how that ended. */
export function Activity({ component }: { readonly component: string }) {
  const view = useSelect((state) => (state.latestRun === null ? undefined : state.runs.get(state.latestRun)));
  const [dismissed, setDismissed] = useState<string>();
  const now = useNow(2_000);
  if (view === undefined || dismissed === view.run.id) return null;
  const { run } = view;
  if (run.state === 'done' && run.endedAt !== null && now - Date.parse(run.endedAt) > goodNewsFor) return null;
  const steps = view.steps.filter((step) => step.component === component && step.state !== 'left');
  const lines = view.lines.filter((line) => line.component === component).slice(-3);
  const concerned = steps.length > 0 || run.component === component;
  if (!concerned) return null;
  const failed = steps.some(({ state }) => state === 'failed');
  return (
    <section class="activity" aria-label="What is being done">
      <p class="activity-head">
        <a href={addressOf({ kind: 'runs', run: run.id })}>{run.command}</a>
        <span class={`run-state ${run.state}`}>{run.state}</span>
        {!isAtWork(run) && (
          <button type="button" class="button quiet small" onClick={() => setDismissed(run.id)}>
            Dismiss
          </button>
        )}
      </p>
      {steps.length > 0 && (
        <ul class="step-list">
          {steps.map((step) => (
            <StepRow key={step.id} step={step} named={false} />
          ))}
        </ul>
      )}
      {isAtWork(run) && lines.length > 0 && <pre class="output">{lines.map(({ text }) => text).join('\n')}</pre>}
      {run.component === component && <Diagnostics diagnostics={run.diagnostics} />}
      {run.state === 'failed' && run.component === component && !failed && run.diagnostics.length === 0 && (
        <Note tone="bad" text="It failed elsewhere in the run." />
      )}
    </section>
  );
}
