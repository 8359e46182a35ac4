import { formatSpan } from '../format.js';
import { useAct } from '../hooks/useAct.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { useWhyNot } from '../hooks/useWhyNot.js';
import { takenBy } from '../runs/takenBy.js';
import { runAtWork } from '../state/pageState.js';
import { addressOf } from '../state/route.js';
import { progressOf, type RunView } from '../state/runView.js';
import { doing } from '../words.js';

/** The run that is at work: how far it is, and what it does just now. */
export function RunBar() {
  const view = useSelect(runAtWork);
  return view === undefined ? null : <Working view={view} />;
}

function Working({ view }: { readonly view: RunView }) {
  const act = useAct();
  const whyNot = useWhyNot();
  const now = useNow(1_000);
  const { run, steps } = view;
  const { ended, of } = progressOf(view);
  const running = steps.filter(({ state }) => state === 'running');
  return (
    <section class="run-bar" aria-label="Run at work">
      <span class="spinner" aria-hidden="true" />
      <a class="run-command" href={addressOf({ kind: 'runs', run: run.id })}>
        {run.command}
      </a>
      <progress class="run-progress" max={Math.max(1, of)} value={ended} aria-label={`Progress of ${run.command}`} />
      <span class="minor run-count">
        {of === 0 ? 'planning' : `${ended} of ${of}`} · {formatSpan(takenBy(run, now))}
      </span>
      <span class="run-now">
        {running.map(({ id, verb, component, message }) => (
          <span key={id}>
            {doing(verb)} <b>{component}</b>
            {message === '' ? '' : `: ${message}`}
          </span>
        ))}
      </span>
      <button
        type="button"
        class="button small"
        disabled={whyNot !== undefined || run.state === 'interrupting'}
        title={whyNot}
        onClick={() => void act.interrupt(run.id)}
      >
        {run.state === 'interrupting' ? 'Interrupting' : 'Interrupt'}
      </button>
    </section>
  );
}
