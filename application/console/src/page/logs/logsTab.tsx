import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatClock, formatMoment } from '../format.js';
import { useSelect } from '../hooks/useSelect.js';
import { Empty } from '../parts/empty.js';
import { Icon } from '../parts/icon.js';
import { SearchField } from '../parts/searchField.js';
import { marked } from './marked.js';
import { levels, type Level } from './parseLine.js';
import { useLogs, type Logs, type ShownLine } from './useLogs.js';

/** The output of a component, live. */
export function LogsTab({ component }: { readonly component: string }) {
  const [text, setText] = useState('');
  const [grep, setGrep] = useState('');
  const [least, setLeast] = useState<Level | 'all'>('all');
  const [paused, setPaused] = useState(false);
  const [following, setFollowing] = useState(true);
  const [wrapped, setWrapped] = useState(true);
  const logs = useLogs(component, grep, paused);
  const box = useRef<HTMLDivElement>(null);
  const lines =
    least === 'all' ? logs.lines : logs.lines.filter(({ level }) => level !== undefined && levels.indexOf(level) <= levels.indexOf(least));

  useEffect(() => {
    const timer = setTimeout(() => setGrep(text.trim()), 200);
    return () => clearTimeout(timer);
  }, [text]);
  useLayoutEffect(() => {
    if (following && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, following, wrapped]);
  const look = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: { readonly currentTarget: HTMLElement }): void => {
    setFollowing(scrollHeight - scrollTop - clientHeight < 24);
  };

  return (
    <div class="logs">
      <div class="logs-tools">
        <SearchField label="Search the log" placeholder="Search the log" text={text} onText={setText} />
        <label class="field">
          <span class="hidden">Level</span>
          <select value={least} onChange={({ currentTarget }) => setLeast(currentTarget.value as Level | 'all')}>
            <option value="all">All levels</option>
            <option value="error">Errors</option>
            <option value="warning">Warnings and up</option>
            <option value="info">Info and up</option>
          </select>
        </label>
        <button
          type="button"
          class="button square"
          aria-pressed={wrapped}
          aria-label="Wrap lines"
          title="Wrap lines"
          onClick={() => setWrapped(!wrapped)}
        >
          <Icon name="wrap" />
        </button>
        <button type="button" class="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          <Icon name={paused ? 'play' : 'pause'} size={14} />
          {paused ? 'Resume' : 'Pause'}
          {logs.held > 0 && <span class="held">{logs.held}</span>}
        </button>
      </div>
      <div
        class={wrapped ? 'log-lines wrapped' : 'log-lines'}
        ref={box}
        onScroll={look}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Log of ${component}`}
      >
        {lines.map((line) => (
          <Line key={line.number} line={line} search={grep} />
        ))}
        {lines.length === 0 && logs.stream !== 'opening' && <NoLines component={component} filtered={grep !== '' || least !== 'all'} />}
      </div>
      <div class="logs-foot">
        <Stream logs={logs} paused={paused} />
        {!following && (
          <button type="button" class="button small" onClick={() => setFollowing(true)}>
            <Icon name="down" size={12} /> To the newest
          </button>
        )}
      </div>
    </div>
  );
}

function Line({ line: { at, level, text, fields }, search }: { readonly line: ShownLine; readonly search: string }) {
  return (
    <div class={level === undefined ? 'log-line' : `log-line ${level}`}>
      {at !== null && (
        <time class="log-time" title={formatMoment(at)}>
          {formatClock(at, true)}
        </time>
      )}
      <span class="log-text">
        <Marked text={text} search={search} />
        {fields !== '' && (
          <span class="log-fields">
            {' '}
            <Marked text={fields} search={search} />
          </span>
        )}
      </span>
    </div>
  );
}

function Marked({ text, search }: { readonly text: string; readonly search: string }) {
  return <>{marked(text, search).map((piece, index) => (piece.found ? <mark key={index}>{piece.text}</mark> : piece.text))}</>;
}

function NoLines({ component, filtered }: { readonly component: string; readonly filtered: boolean }) {
  const state = useSelect((known) => known.known?.components.get(component)?.state);
  if (filtered) return <Empty title="No line matches" />;
  return (
    <Empty title="It has written nothing yet">
      {state === 'stopped' && (
        <p>
          It is stopped: start it above, or <code>dsw start {component}</code>.
        </p>
      )}
    </Empty>
  );
}

function Stream({ logs: { stream, reason, lines }, paused }: { readonly logs: Logs; readonly paused: boolean }) {
  const words = {
    opening: 'Opening',
    open: paused ? 'Paused' : 'Live',
    ended: reason ?? 'Nothing more comes for now',
    lost: 'Interrupted; trying again',
  };
  return (
    <span class="minor">
      <span class={`light ${stream === 'open' && !paused ? 'live' : ''}`} /> {words[stream]} · {lines.length} lines
    </span>
  );
}
