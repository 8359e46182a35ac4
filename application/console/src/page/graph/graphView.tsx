import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSelect } from '../hooks/useSelect.js';
import { Icon } from '../parts/icon.js';
import { toComponent } from '../state/route.js';
import { GraphLegend } from './graphLegend.js';
import { GraphNode } from './graphNode.js';
import { layoutGraph, type Edge } from './layout.js';
import { isArrow, neighbour } from './neighbour.js';
import { usePan } from './usePan.js';

interface GraphViewProps {
  readonly selected: string | null;
  /** Those that the filter lets through. */
  readonly shown: ReadonlySet<string>;
}

const [smallest, largest] = [0.3, 1.6];

/** The components in the order of their dependencies, from left to right. */
export default function GraphView({ selected, shown }: GraphViewProps) {
  const names = useSelect((state) => state.known?.names) ?? [];
  const dependencies = useSelect((state) => state.known?.dependencies) ?? [];
  const layout = useMemo(() => layoutGraph(names, dependencies), [names, dependencies]);
  const [zoom, setZoom] = useState(1);
  const [pointed, setPointed] = useState<string | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const viewport = useRef<HTMLDivElement>(null);
  const touched = useRef(false);

  const zoomTo = useCallback((next: number, anchor?: { readonly x: number; readonly y: number }) => {
    const view = viewport.current;
    touched.current = true;
    setZoom((before) => {
      const after = Math.min(largest, Math.max(smallest, next));
      if (view !== null && after !== before) {
        const at = anchor ?? { x: view.clientWidth / 2, y: view.clientHeight / 2 };
        const [left, top] = [((view.scrollLeft + at.x) * after) / before - at.x, ((view.scrollTop + at.y) * after) / before - at.y];
        requestAnimationFrame(() => view.scrollTo(left, top));
      }
      return after;
    });
  }, []);
  const fit = useCallback(
    (least: number) => {
      const view = viewport.current;
      if (view === null || layout.width === 0) return;
      const room = Math.min(view.clientWidth / layout.width, view.clientHeight / layout.height);
      setZoom(Math.min(1.2, Math.max(least, room)));
    },
    [layout],
  );
  // Until somebody zooms, the whole is shown as far as it can be read.
  useLayoutEffect(() => {
    const view = viewport.current;
    if (view === null) return undefined;
    const look = (): void => {
      if (!touched.current) fit(0.62);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(view);
    return () => observer.disconnect();
  }, [fit]);
  useEffect(() => {
    const view = viewport.current;
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey || view === null) return;
      event.preventDefault();
      const box = view.getBoundingClientRect();
      zoomTo(zoom * Math.exp(-event.deltaY / 300), { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    view?.addEventListener('wheel', wheel, { passive: false });
    return () => view?.removeEventListener('wheel', wheel);
  }, [zoom, zoomTo]);
  usePan(viewport);
  useEffect(() => {
    if (selected !== null) nodeOf(viewport.current, selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected, layout]);

  const press = (event: KeyboardEvent): void => {
    const from = event.target instanceof HTMLElement ? event.target.dataset['component'] : undefined;
    if (from === undefined || !isArrow(event.key)) return;
    const reachable = new Map([...layout.boxes].filter(([name]) => shown.has(name) || name === from));
    const next = neighbour(reachable, from, event.key);
    event.preventDefault();
    if (next === undefined) return;
    setCurrent(next);
    focusNode(viewport.current, next);
  };

  const lit = pointed ?? selected;
  const first = current ?? selected ?? names.find((name) => shown.has(name)) ?? null;
  const related = useMemo(() => relatedTo(lit, layout.edges), [lit, layout]);
  return (
    <div class="graph">
      <div class="graph-viewport" ref={viewport}>
        <div class="graph-size" style={{ width: `${layout.width * zoom}px`, height: `${layout.height * zoom}px` }}>
          <div
            class={lit === null ? 'graph-canvas' : 'graph-canvas lit'}
            role="group"
            aria-label="Components in the order in which they start. The arrow keys move, Enter opens."
            style={{ width: `${layout.width}px`, height: `${layout.height}px`, transform: `scale(${zoom})` }}
            onKeyDown={press}
            onPointerOver={(event) => setPointed(componentAt(event))}
            onPointerLeave={() => setPointed(null)}
            onFocusIn={(event) => setCurrent(componentAt(event))}
          >
            <Edges edges={layout.edges} width={layout.width} height={layout.height} lit={lit} />
            {names.map((name) => {
              const box = layout.boxes.get(name);
              return box === undefined ? null : (
                <GraphNode
                  key={name}
                  name={name}
                  box={box}
                  href={toComponent(name)}
                  selected={name === selected}
                  reached={name === first}
                  faded={!shown.has(name)}
                  related={related.has(name)}
                />
              );
            })}
          </div>
        </div>
      </div>
      <div class="graph-foot">
        <GraphLegend />
        <div class="graph-zoom" role="group" aria-label="Zoom">
          <button type="button" class="button square quiet" aria-label="Zoom out" title="Zoom out" onClick={() => zoomTo(zoom / 1.25)}>
            <Icon name="minus" />
          </button>
          <span class="graph-scale">{Math.round(zoom * 100)} %</span>
          <button type="button" class="button square quiet" aria-label="Zoom in" title="Zoom in" onClick={() => zoomTo(zoom * 1.25)}>
            <Icon name="plus" />
          </button>
          <button
            type="button"
            class="button square quiet"
            aria-label="Show all"
            title="Show all"
            onClick={() => {
              touched.current = true;
              fit(smallest);
            }}
          >
            <Icon name="fit" />
          </button>
        </div>
      </div>
    </div>
  );
}

interface EdgesProps {
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
  readonly lit: string | null;
}

function Edges({ edges, width, height, lit }: EdgesProps) {
  const marked = (edge: Edge): boolean => edge.from === lit || edge.to === lit;
  // What is lit lies on top.
  const sorted = lit === null ? edges : [...edges].sort((a, b) => Number(marked(a)) - Number(marked(b)));
  return (
    <svg class="graph-edges" width={width} height={height} aria-hidden="true">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path class="arrow" d="M1 1l6 3-6 3" />
        </marker>
        <marker id="arrow-lit" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path class="arrow lit" d="M1 1l6 3-6 3" />
        </marker>
      </defs>
      {sorted.map((edge) => (
        <path
          key={`${edge.from} ${edge.to}`}
          class={`edge${edge.optional ? ' optional' : ''}${marked(edge) ? ' lit' : ''}`}
          d={edge.path}
          marker-end={`url(#${marked(edge) ? 'arrow-lit' : 'arrow'})`}
        />
      ))}
    </svg>
  );
}

/** A component, and what it has to do with directly. */
function relatedTo(name: string | null, edges: readonly Edge[]): ReadonlySet<string> {
  if (name === null) return new Set();
  return new Set([name, ...edges.filter(({ from, to }) => from === name || to === name).flatMap(({ from, to }) => [from, to])]);
}

function componentAt({ target }: Event): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-component]')?.dataset['component'] ?? null) : null;
}

function focusNode(view: HTMLElement | null, name: string): void {
  const node = nodeOf(view, name);
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function nodeOf(view: HTMLElement | null, name: string): HTMLElement | null | undefined {
  return view?.querySelector<HTMLElement>(`[data-component="${CSS.escape(name)}"]`);
}
