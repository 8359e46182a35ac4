import { createHash } from 'node:crypto';
import type { ContentEntry } from '@dust-workspace/component/hooks';

export interface Workflow {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** Undefined while it runs. */
  readonly closed: number | undefined;
}

const hour = 3_600_000;

/**
 * Counts workflows as they were at a moment: those that run, and those that had ended apart for each hour in which they did, since a server forgets
 * them some time later. What has happened after the moment is passed over: a restored server goes on by itself, ends what is overdue and starts
 * what is scheduled.
 */
export class WorkflowCount {
  readonly #namespaces = new Map<string, { readonly open: Sum; readonly closed: Map<number, Sum> }>();
  #latest = 0;

  constructor(
    namespaces: readonly string[],
    readonly moment = Number.POSITIVE_INFINITY,
  ) {
    for (const name of namespaces) this.#namespaces.set(name, { open: new Sum(), closed: new Map() });
  }

  /** When the last of what was counted has happened. */
  get latest(): number {
    return this.#latest;
  }

  add({ namespace, workflowId, runId, type, status, started, closed }: Workflow): void {
    const counted = this.#namespaces.get(namespace);
    if (counted === undefined || started > this.moment) return;
    this.#latest = Math.max(this.#latest, started, closed ?? 0);
    if (closed === undefined || closed > this.moment) {
      counted.open.add([workflowId, runId, type], started);
      return;
    }
    const hours = Math.floor(closed / hour);
    const sum = counted.closed.get(hours) ?? new Sum();
    counted.closed.set(hours, sum);
    sum.add([workflowId, runId, type, status], closed);
  }

  /** `retention` says how long what has ended is kept, in milliseconds. */
  entries(retention: ReadonlyMap<string, number>, digest: boolean): ContentEntry[] {
    return [...this.#namespaces].flatMap(([name, { open, closed }]) => [
      { kind: 'workflows', name: `${name} running`, ...open.result(digest) },
      ...[...closed].map(([hours, sum]) => ({
        kind: 'workflows',
        name: endedIn(name, hours * hour),
        ...sum.result(digest),
        until: new Date(sum.earliest + (retention.get(name) ?? 0)).toISOString(),
      })),
    ]);
  }

  /** As `entries`, of data in which not everything that had happened had arrived: what had not is uncertain from the start. */
  uncertainEntries(retention: ReadonlyMap<string, number>, digest: boolean): ContentEntry[] {
    const until = new Date(this.#latest).toISOString();
    const sure = new Map(this.entries(retention, digest).map((entry) => [entry.name, entry]));
    for (const namespace of this.#namespaces.keys())
      for (const name of [`${namespace} running`, endedIn(namespace, this.#latest)])
        sure.set(name, { ...(sure.get(name) ?? { kind: 'workflows', name, count: 0 }), until });
    return [...sure.values()];
  }
}

function endedIn(namespace: string, time: number): string {
  return `${namespace} ended ${new Date(time).toISOString().slice(0, 13)}`;
}

/** A number and a sum of digests that depends on no order. */
class Sum {
  earliest = Number.POSITIVE_INFINITY;
  #count = 0;
  #total = 0n;

  add(texts: readonly string[], time: number): void {
    this.#count++;
    this.earliest = Math.min(this.earliest, time);
    const digest = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
    this.#total = BigInt.asUintN(256, this.#total + BigInt(`0x${digest}`));
  }

  result(digest: boolean): Pick<ContentEntry, 'count' | 'digest'> {
    return { count: this.#count, ...(digest ? { digest: this.#total.toString(16).padStart(64, '0') } : {}) };
  }
}
