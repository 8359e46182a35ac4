import { openSet, sweepPartials, type SetOwner, type SetSummary, type SetWriter } from '@dust-workspace/backup';
import { fail, problem, type Result } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import { basename } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from './processIdentity.js';
import type { Base } from './session.js';

/**
 * The set that one run makes. Every backup of the run settles here, and the last one to do so commits the set, or drops it
 * when any of them failed: a set with a hole in it is none.
 */
export class BackupRun {
  readonly #waiting: Set<string>;
  readonly #failed: string[] = [];
  #writer: Promise<Result<SetWriter>> | undefined;
  #conclude: (result: Result<SetSummary>) => void = () => undefined;
  /** The committed set, or why there is none. */
  readonly committed: Promise<Result<SetSummary>>;

  constructor(
    readonly base: Base,
    components: readonly string[],
  ) {
    this.#waiting = new Set(components);
    this.committed = new Promise((resolve) => (this.#conclude = resolve));
  }

  /** The writer of the set, opened when the first backup begins. */
  writer(): Promise<Result<SetWriter>> {
    const { catalog, selection, now, redactor } = this.base;
    this.#writer ??= openSet({
      setsFolder: environmentPaths(catalog.root, selection.environment).sets,
      workspace: basename(catalog.root),
      environment: selection.environment,
      owner: ownerOf(identityOf(process.pid)),
      clock: now,
      random: Math.random,
      redact: redactor.redact,
    });
    return this.#writer;
  }

  /** Says that a component's part is done or failed. Each component settles once. */
  async settle(component: string, succeeded: boolean): Promise<void> {
    if (!this.#waiting.delete(component)) return;
    if (!succeeded) this.#failed.push(component);
    if (this.#waiting.size > 0) return;
    this.#conclude(await this.#finish());
  }

  async #finish(): Promise<Result<SetSummary>> {
    const writer = await this.#writer;
    if (this.#failed.length > 0 || writer === undefined) {
      if (writer?.ok === true) await writer.value.abort();
      return fail(
        problem(
          'set-incomplete',
          `no set was written, because the backup of ${this.#failed.join(', ')} failed`,
          'Mend that and run the backup again.',
        ),
      );
    }
    return writer.ok ? writer.value.commit() : writer;
  }
}

/** Removes what backups left behind whose process died. */
export async function sweepAbandoned(setsFolder: string): Promise<void> {
  const { boot } = identityOf(process.pid);
  await sweepPartials(setsFolder, ({ pid, startTime }) => isAlive({ pid, boot, start: startTime }));
}

function ownerOf({ pid, start }: ProcessIdentity): SetOwner {
  return { pid, startTime: start };
}
