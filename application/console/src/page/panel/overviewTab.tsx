import type { ComponentChildren } from 'preact';
import type { ComponentAnswer, NeedAnswer } from '../../api.js';
import { formatBytes, formatLatency, formatShare, formatSpan } from '../format.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { Ago } from '../parts/ago.js';
import { Boundary } from '../parts/boundary.js';
import { Icon } from '../parts/icon.js';
import { lazily } from '../parts/lazily.js';
import { StateIcon } from '../parts/stateIcon.js';
import { toComponent } from '../state/route.js';

const Plots = lazily(() => import('../plots/plots.js'));

interface OverviewTabProps {
  readonly name: string;
  readonly answer: ComponentAnswer | undefined;
}

/** How it is, how it was, where it is reached, and what it has to do with others. */
export function OverviewTab({ name, answer }: OverviewTabProps) {
  return (
    <>
      <Facts name={name} />
      <Boundary name="The history" version={name}>
        <Plots component={name} />
      </Boundary>
      {answer !== undefined && (
        <div class="relations">
          <section>
            <h3>Ports</h3>
            {answer.ports.length === 0 && <p class="minor">none</p>}
            <ul class="plain">
              {answer.ports.map(({ name: port, port: number, url }) => (
                <li key={port}>
                  {url === null ? (
                    <code>127.0.0.1:{number}</code>
                  ) : (
                    <a href={url} target="_blank" rel="noreferrer">
                      {url.replace(/^https?:\/\//, '').replace(/\/$/, '')} <Icon name="external" size={12} />
                    </a>
                  )}
                  <span class="minor"> {port}</span>
                </li>
              ))}
            </ul>
          </section>
          <Related title="Needs" needs={answer.needs} none="nothing" />
          <Related title="Needed by" needs={answer.dependents} none="nothing" />
        </div>
      )}
    </>
  );
}

function Facts({ name }: { readonly name: string }) {
  const row = useSelect((state) => state.known?.components.get(name));
  const latency = useSelect((state) => state.known?.probes[name]);
  const usage = useSelect((state) => state.known?.usage[name]);
  const since = useSelect((state) => state.known?.since[name]);
  const now = useNow(10_000);
  if (row === undefined) return null;
  const { lastBackup, hasData } = row;
  return (
    <dl class="facts">
      <Fact term="Probe">{latency === undefined ? undefined : formatLatency(latency)}</Fact>
      <Fact term="CPU">{usage?.cpuShare === undefined || usage.cpuShare === null ? undefined : formatShare(usage.cpuShare)}</Fact>
      <Fact term="Memory">{usage === undefined ? undefined : formatBytes(usage.memoryBytes)}</Fact>
      <Fact term="Backup">
        {lastBackup !== null ? <Ago at={lastBackup.at} now={now} /> : hasData ? <span class="warn">none</span> : undefined}
      </Fact>
      <Fact term="Up for">{since === undefined ? undefined : formatSpan(now - Date.parse(since))}</Fact>
      <Fact term="Kind">{row.kind}</Fact>
      <Fact term="Runtime">{row.runtime}</Fact>
      <Fact term="Initialised">{row.initialised ? 'yes' : row.prepared ? 'no' : 'not prepared'}</Fact>
    </dl>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children ?? <span class="minor">–</span>}</dd>
    </div>
  );
}

function Related({ title, needs, none }: { readonly title: string; readonly needs: readonly NeedAnswer[]; readonly none: string }) {
  return (
    <section>
      <h3>{title}</h3>
      {needs.length === 0 && <p class="minor">{none}</p>}
      <ul class="plain">
        {needs.map((need) => (
          <RelatedRow key={need.component} need={need} />
        ))}
      </ul>
    </section>
  );
}

function RelatedRow({ need: { component, condition, optional } }: { readonly need: NeedAnswer }) {
  const state = useSelect((known) => known.known?.components.get(component)?.state);
  return (
    <li class="related">
      {state !== undefined && <StateIcon state={state} size={14} />}
      <a href={toComponent(component)}>{component}</a>
      {state !== undefined && <span class="hidden">{state}</span>}
      <span class="minor">
        {condition}
        {optional ? ', wanted' : ''}
      </span>
    </li>
  );
}
