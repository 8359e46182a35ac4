/** One line of what an engine tells while it pulls. */
export interface PullEvent {
  readonly status?: string;
  /** The layer that it is about. */
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

interface Layer {
  readonly stage: 'waiting' | 'loading' | 'retrying' | 'loaded';
  /** Bytes; undefined while the engine has not said how many there are. */
  readonly size: number | undefined;
  readonly loaded: number;
  readonly unpacked: number;
}

/** How much must have come, as a part of the whole, for people to be told again. */
const step = 0.05;
const waiting: Layer = { stage: 'waiting', size: undefined, loaded: 0, unpacked: 0 };

/** Turns an engine's events about one image into lines for people. */
export class PullProgress {
  readonly #image: string;
  readonly #layers = new Map<string, Layer>();
  #told = { phase: '', bytes: 0 };

  constructor(image: string) {
    this.#image = image;
  }

  /** The line that is due after this event, if one is: for a new phase, or for one more twentieth of it. */
  after(event: PullEvent): string | undefined {
    this.#take(event);
    const now = this.#now();
    if (now === undefined || (now.phase === this.#told.phase && now.bytes < this.#told.bytes + step * now.size)) return undefined;
    this.#told = now;
    return now.line;
  }

  #take({ id, status, progressDetail }: PullEvent): void {
    if (id === undefined || status === undefined) return;
    const layer = this.#layers.get(id);
    const { current = 0, total = 0 } = progressDetail ?? {};
    const size = total > 0 ? total : layer?.size;
    switch (status) {
      case 'Pulling fs layer':
        this.#layers.set(id, waiting);
        break;
      case 'Downloading':
        this.#layers.set(id, { stage: 'loading', size, loaded: current, unpacked: 0 });
        break;
      case 'Download complete':
        if (layer !== undefined) this.#layers.set(id, loaded(layer.size ?? 0, 0));
        break;
      case 'Extracting':
        this.#layers.set(id, loaded(size ?? 0, current));
        break;
      case 'Pull complete':
        if (layer !== undefined) this.#layers.set(id, loaded(layer.size ?? 0, layer.size ?? 0));
        break;
      default:
        if (layer !== undefined && status.startsWith('Retrying')) this.#layers.set(id, { ...layer, stage: 'retrying', loaded: 0 });
    }
  }

  #now(): Amount | undefined {
    const layers = [...this.#layers.values()];
    const retrying = `pulling ${this.#image}: the registry broke off, trying again`;
    if (layers.some(({ stage }) => stage === 'retrying')) return { phase: 'retrying', bytes: 0, size: 1, line: retrying };
    const size = sum(layers.map((layer) => layer.size ?? 0));
    if (size === 0) return undefined;
    const isWhole = layers.every((layer) => layer.size !== undefined);
    const bytes = sum(layers.map((layer) => layer.loaded));
    if (layers.some(({ stage }) => stage !== 'loaded'))
      return { phase: 'pulling', bytes, size, line: `pulling ${this.#image}: ${amount(bytes, size, isWhole ? '' : 'at least ')}` };
    const unpacked = sum(layers.map((layer) => layer.unpacked));
    return { phase: 'unpacking', bytes: unpacked, size, line: `unpacking ${this.#image}: ${amount(unpacked, size, '')}` };
  }
}

interface Amount {
  readonly phase: 'pulling' | 'unpacking' | 'retrying';
  /** What has been done of the phase, and what there is to do. */
  readonly bytes: number;
  readonly size: number;
  readonly line: string;
}

function loaded(size: number, unpacked: number): Layer {
  return { stage: 'loaded', size, loaded: size, unpacked };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** `120 of 310 MB`, both in the unit that fits the whole. */
function amount(part: number, whole: number, atLeast: string): string {
  const [unit, bytes] = whole >= 1e10 ? (['GB', 1e9] as const) : whole >= 1e6 ? (['MB', 1e6] as const) : (['kB', 1e3] as const);
  return `${Math.floor(part / bytes)} of ${atLeast}${Math.max(1, Math.round(whole / bytes))} ${unit}`;
}
