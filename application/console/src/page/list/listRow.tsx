import { formatBytes, formatLatency, formatShare } from '../format.js';
import { useSelect } from '../hooks/useSelect.js';
import { Ago } from '../parts/ago.js';
import { Icon } from '../parts/icon.js';
import { StateBadge } from '../parts/stateIcon.js';
import { leadsTo, purposeOf } from '../ports.js';
import { runAtWork } from '../state/pageState.js';
import { toComponent } from '../state/route.js';
import { stepAt } from '../state/runView.js';
import { doing } from '../words.js';

interface ListRowProps {
  readonly name: string;
  readonly selected: boolean;
  readonly now: number;
}

/** One component in the table: it draws itself anew only when it has changed. */
export function ListRow({ name, selected, now }: ListRowProps) {
  const row = useSelect((state) => state.known?.components.get(name));
  const latency = useSelect((state) => state.known?.probes[name]);
  const usage = useSelect((state) => state.known?.usage[name]);
  const address = useSelect((state) => state.known?.addresses[name]);
  const usual = useSelect((state) => state.known?.runtime);
  const verb = useSelect((state) => {
    const run = runAtWork(state);
    return run === undefined ? undefined : stepAt(run, name)?.verb;
  });
  if (row === undefined) return null;
  const { state, runtime, ports, prepared, lastBackup, detail } = row;
  const ported = Object.entries(ports);
  return (
    <tr role="row" class={selected ? 'selected' : undefined} data-component={name}>
      <th role="rowheader" scope="row">
        <a class="row-link" href={toComponent(name)} aria-current={selected ? 'true' : undefined}>
          {name}
        </a>
        <span class="minor">{runtime === usual ? '' : runtime}</span>
      </th>
      <td role="cell" data-label="State" class="state">
        <StateBadge state={state} />
        {verb !== undefined && <span class="working-word">{doing(verb)}</span>}
      </td>
      <td role="cell" data-label="Probe" class="number">
        {latency === undefined ? '' : formatLatency(latency)}
      </td>
      <td role="cell" data-label="CPU" class="number">
        {usage?.cpuShare === undefined || usage.cpuShare === null ? '' : formatShare(usage.cpuShare)}
      </td>
      <td role="cell" data-label="Memory" class="number">
        {usage === undefined ? '' : formatBytes(usage.memoryBytes)}
      </td>
      <td role="cell" data-label="Ports" class="ports">
        {ported.map(([port, number]) => (
          <span class="port" key={port} title={port}>
            {ported.length > 1 && <span class="minor">{purposeOf(name, port)} </span>}
            {leadsTo(address, number) ? (
              <a href={address} target="_blank" rel="noreferrer">
                {number}
              </a>
            ) : (
              number
            )}
          </span>
        ))}
      </td>
      <td role="cell" data-label="Backup" class="backup">
        {lastBackup !== null && (
          <>
            <Ago at={lastBackup.at} now={now} /> {lastBackup.verifiedAt === null ? <span class="minor">not verified</span> : <Verified />}
          </>
        )}
      </td>
      <td role="cell" data-label="Detail" class="detail">
        {detail !== '' ? detail : prepared ? '' : 'not prepared'}
      </td>
    </tr>
  );
}

function Verified() {
  return (
    <span class="verified" title="Verified">
      <Icon name="check" size={12} />
      <span class="hidden">verified</span>
    </span>
  );
}
