import { formatBytes, formatTaken } from '../format.js';
import { Icon } from '../parts/icon.js';
import { Diagnostics } from '../parts/problem.js';
import type { Step, StepState } from '../state/runView.js';
import { toComponent } from '../state/route.js';
import { doing } from '../words.js';

const signs: Readonly<Record<StepState, 'check' | 'close' | 'minus' | 'none' | 'busy'>> = {
  waiting: 'none',
  running: 'busy',
  done: 'check',
  unchanged: 'minus',
  skipped: 'minus',
  failed: 'close',
  left: 'none',
};

/** One step of a run, live. `named`: with the component that it is about. */
export function StepRow({ step, named }: { readonly step: Step; readonly named: boolean }) {
  const sign = signs[step.state];
  const word = step.state === 'left' ? 'not done' : step.state;
  const text = step.message !== '' ? step.message : step.state === 'waiting' ? step.cause : '';
  return (
    <li class={`step ${step.state}`}>
      <span class="step-mark">
        {sign === 'busy' ? (
          <span class="spinner" aria-hidden="true" />
        ) : sign === 'none' ? (
          <span class="step-dot" />
        ) : (
          <Icon name={sign} size={14} />
        )}
      </span>
      <span class="step-what">
        {named && (
          <>
            <a href={toComponent(step.component)}>{step.component}</a>{' '}
          </>
        )}
        {step.state === 'running' ? doing(step.verb) : step.verb}
        <span class="hidden">: {word}</span>
      </span>
      <span class="step-text">{text === '' && (step.state === 'skipped' || step.state === 'left') ? word : text}</span>
      <span class="step-taken">{step.outcome === null ? '' : formatTaken(step.outcome.milliseconds)}</span>
      {step.transfer !== null && !step.transfer.ended && <Transferred step={step} />}
      {step.outcome !== null && step.outcome.diagnostics.length > 0 && (
        <div class="step-problems">
          <Diagnostics diagnostics={step.outcome.diagnostics} />
        </div>
      )}
    </li>
  );
}

function Transferred({ step: { transfer, verb, component } }: { readonly step: Step }) {
  if (transfer === null) return null;
  const { bytes, expected, milliseconds } = transfer;
  const rate = milliseconds > 500 ? ` · ${formatBytes((bytes * 1_000) / milliseconds)}/s` : '';
  return (
    <span class="step-transfer">
      {expected !== undefined && expected > 0 && (
        <progress max={expected} value={Math.min(bytes, expected)} aria-label={`${verb} of ${component}`} />
      )}
      {formatBytes(bytes)}
      {expected !== undefined && expected > 0 ? ` of about ${formatBytes(expected)}` : ''}
      {rate}
    </span>
  );
}
