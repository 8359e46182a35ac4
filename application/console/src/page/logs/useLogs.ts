import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogEvents } from '../../api.js';
import { parseLine, type ParsedLine } from './parseLine.js';

export interface ShownLine extends ParsedLine {
  readonly number: number;
  readonly at: number | null;
}

export interface Logs {
  readonly lines: readonly ShownLine[];
  /** Lines that came while it was paused. */
  readonly held: number;
  readonly stream: 'opening' | 'open' | 'ended' | 'lost';
  /** Why nothing more comes. */
  readonly reason: string | null;
}

const mostLines = 2_000;
const again = 3_000;

/** Milliseconds after which a stream that has brought no line is taken for one of none. */
const emptyAfter = 600;

/** The lines of a component that hold `grep`, the last ones first and then as they come. Nothing is asked for while nobody sees the page. */
export function useLogs(component: string, grep: string, paused: boolean): Logs {
  const [logs, setLogs] = useState<Logs>(nothing);
  const held = useRef<ShownLine[]>([]);
  const pausing = useRef(paused);
  const count = useRef(0);
  const shown = useRef(component);
  pausing.current = paused;

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let empty: ReturnType<typeof setTimeout> | undefined;
    let waiting: ShownLine[] = [];
    let frame = 0;
    let fresh = false;

    const flush = (): void => {
      frame = 0;
      const come = waiting;
      waiting = [];
      if (pausing.current && !fresh) {
        held.current = [...held.current, ...come].slice(-mostLines);
        setLogs((before) => ({ ...before, held: held.current.length }));
        return;
      }
      // A stream begins with the last lines, in place of those that an earlier one has brought.
      const replacing = fresh;
      fresh = false;
      setLogs((before) => ({ ...before, lines: [...(replacing ? [] : before.lines), ...come].slice(-mostLines) }));
    };
    const open = (): void => {
      clearTimeout(timer);
      const query = new URLSearchParams({ tail: '500', ...(grep === '' ? {} : { grep }) });
      const opened = new EventSource(`/api/components/${encodeURIComponent(component)}/logs/follow?${query.toString()}`);
      source = opened;
      opened.addEventListener('open', () => {
        held.current = [];
        waiting = [];
        fresh = true;
        setLogs((before) => ({ ...before, held: 0, stream: 'open', reason: null }));
        empty = setTimeout(() => fresh && flush(), emptyAfter);
      });
      listen(opened, 'line', (line) => {
        waiting.push({ ...parseLine(line.text), at: line.at, number: count.current++ });
        frame ||= requestAnimationFrame(flush);
      });
      listen(opened, 'end', ({ reason }) => {
        close();
        setLogs((before) => ({ ...before, stream: 'ended', reason }));
        timer = setTimeout(open, again);
      });
      opened.addEventListener('error', () => {
        if (source !== opened) return;
        close();
        setLogs((before) => ({ ...before, stream: 'lost' }));
        timer = setTimeout(open, again);
      });
    };
    const close = (): void => {
      source?.close();
      source = undefined;
      clearTimeout(timer);
      clearTimeout(empty);
    };
    const look = (): void => {
      if (document.hidden) close();
      else if (source === undefined) open();
    };
    setLogs((before) =>
      shown.current === component ? { ...before, lines: before.lines.filter(holding(grep)), stream: 'opening' } : nothing,
    );
    shown.current = component;
    open();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      cancelAnimationFrame(frame);
      close();
    };
  }, [component, grep]);

  useEffect(() => {
    if (paused || held.current.length === 0) return;
    const come = held.current;
    held.current = [];
    setLogs((before) => ({ ...before, lines: [...before.lines, ...come].slice(-mostLines), held: 0 }));
  }, [paused]);
  return logs;
}

function holding(grep: string): (line: ParsedLine) => boolean {
  const wanted = grep.toLowerCase();
  return ({ text, fields }) => `${text} ${fields}`.toLowerCase().includes(wanted);
}

const nothing: Logs = { lines: [], held: 0, stream: 'opening', reason: null };

function listen<K extends keyof LogEvents>(source: EventSource, name: K, take: (data: LogEvents[K]) => void): void {
  source.addEventListener(name, ({ data }: MessageEvent<string>) => take(JSON.parse(data) as LogEvents[K]));
}
