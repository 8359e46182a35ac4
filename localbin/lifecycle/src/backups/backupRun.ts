import {
  chooseCompression,
  openSet,
  type SetManifest,
  type SetOwner,
  type SetSummary,
  type SetWriter,
  type Store,
} from '@dust-workspace/backup';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { archiveEnvironment } from '@dust-workspace/environment';
import { basename } from 'node:path';
import type { Plan } from '../plan.js';
import { identityOf, isProcessAlive, type ProcessIdentity } from '@dust-workspace/runtime';
import type { Session } from '../session.js';
import { systemProblem } from '../systemProblem.js';
import { commitOf } from './commit.js';

export interface BackupFacts {
  readonly plan: Plan;
  /** Components that were stopped so that nobody writes; absent where nobody asked for that. */
  readonly stopped?: readonly string[];
  readonly digest: boolean;
}

/**
 * The set that one run makes. Every backup of the run settles here, and the last one to do so commits the set. What failed makes it incomplete;
 * without anything that succeeded, or after an interrupt, there is none.
 */
export class BackupRun {
  readonly #waiting: Set<string>;
  readonly #done: string[] = [];
  readonly #failed = new Map<string, string>();
  #writer: Promise<Result<SetWriter>> | undefined;
  #conclude: (result: Result<SetSummary>) => void = () => undefined;
  /** The committed set, or why there is none. */
  readonly committed: Promise<Result<SetSummary>>;

  constructor(
    readonly session: Session,
    readonly store: Result<Store>,
    components: readonly string[],
    readonly facts: BackupFacts,
  ) {
    this.#waiting = new Set(components);
    this.committed = new Promise((resolve) => (this.#conclude = resolve));
  }

  /** The writer of the set, opened when the first backup begins. */
  writer(): Promise<Result<SetWriter>> {
    return (this.#writer ??= this.#open());
  }

  /** Says that a component's part is done, or why it failed. Each component settles once. */
  async settle(component: string, failure?: string): Promise<void> {
    if (!this.#waiting.delete(component)) return;
    if (failure === undefined) this.#done.push(component);
    else this.#failed.set(component, failure);
    if (this.#waiting.size > 0) return;
    this.#conclude(await this.#finish().catch((error: unknown) => this.#giveUp(error)));
  }

  async #open(): Promise<Result<SetWriter>> {
    if (!this.store.ok) return this.store;
    const { catalog, selection, now, redactor, processEnv } = this.session.base;
    return openSet({
      store: this.store.value,
      workspace: basename(catalog.root),
      environment: selection.environment,
      owner: ownerOf(identityOf(process.pid)),
      clock: now,
      random: Math.random,
      redact: redactor.redact,
      compression: chooseCompression({ processEnv }),
    });
  }

  async #finish(): Promise<Result<SetSummary>> {
    const writer = await this.#writer;
    if (writer?.ok === false) return writer;
    if (writer === undefined || this.#done.length === 0 || this.session.signal.aborted) {
      await writer?.value.abort();
      return fail(problem('set-incomplete', `no set was written: ${this.#reasons()}`, 'Mend that and run the backup again.'));
    }
    for (const [component, reason] of this.#failed) writer.value.failed(component, reason);
    const { catalog, graph, processEnv } = this.session.base;
    const archived = await this.#archive(writer.value);
    if (!archived.ok) return archived;
    const { plan, stopped } = this.facts;
    return writer.value.commit({
      commit: await commitOf(catalog.root, processEnv),
      consistency: stopped === undefined ? { kind: 'component' } : { kind: 'writers-stopped', stopped: [...stopped] },
      order: graph.order(this.#done),
      plan: plan.operations.map(({ id, verb, component, cause, after }) => ({
        id,
        verb,
        component,
        cause,
        after: [...after],
      })) satisfies SetManifest['plan'],
    });
  }

  /** Everybody waits for the end of the set, also where it cannot be finished. */
  async #giveUp(error: unknown): Promise<Result<never>> {
    const writer = await this.#writer;
    if (writer?.ok === true) await writer.value.abort();
    const known = systemProblem(error);
    return fail(known ?? problem('set-failed', `the set could not be finished: ${error instanceof Error ? error.message : String(error)}`));
  }

  #reasons(): string {
    if (this.session.signal.aborted) return 'the backup was interrupted';
    const names = [...this.#failed.keys()];
    return names.length === 0 ? 'there was nothing to back up' : `the backup of ${names.join(', ')} failed`;
  }

  async #archive(writer: SetWriter): Promise<Result<void>> {
    const { catalog, selection, redactor, now } = this.session.base;
    const components = this.#done.flatMap((name) => catalog.components.get(name) ?? []);
    const { files, withoutSecrets } = await archiveEnvironment({
      root: catalog.root,
      environment: selection.environment,
      components,
      redactor,
      now: now(),
    });
    for (const { path, content } of files) {
      const kept = await writer.environmentFile(path, content);
      if (!kept.ok) {
        await writer.abort();
        return kept;
      }
    }
    const { environment } = selection;
    if (withoutSecrets.length > 0)
      this.session.emit({
        kind: 'notice',
        message: `the set holds data and configuration, but not the passwords of ${withoutSecrets.join(', ')}: env/recipients/${environment}/ names nobody to encrypt them for (dsw secrets-init)`,
      });
    return ok();
  }
}

/** Removes what backups left behind whose process died. */
export async function sweepAbandoned(store: Store): Promise<Result<readonly string[]>> {
  const { boot } = identityOf(process.pid);
  return store.sweep(({ pid, startTime }) => isProcessAlive({ pid, boot, start: startTime }));
}

function ownerOf({ pid, start }: ProcessIdentity): SetOwner {
  return { pid, startTime: start };
}
