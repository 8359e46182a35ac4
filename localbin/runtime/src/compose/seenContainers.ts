import type { ExecResult } from '@dust-workspace/component';
import type { Instance } from '../runtime.js';
import { ownContainer, type OwnAnswer, type OwnContainer } from './containers.js';
import type { Engine } from './engine.js';

/** Containers as they were last seen, so that a command in one of them need not look for it again, and what their own checks said when they were run here. */
export class SeenContainers {
  readonly #containers = new Map<string, OwnContainer>();
  /** When the own checks of containers last passed, by container: milliseconds since 1970. */
  readonly #passed = new Map<string, number>();

  get(instance: Instance): OwnContainer | undefined {
    return this.#containers.get(instance.runDirectory);
  }

  set(instance: Instance, container: OwnContainer | undefined): void {
    if (container === undefined) this.#containers.delete(instance.runDirectory);
    else this.#containers.set(instance.runDirectory, container);
  }

  forget(instance: Instance): void {
    this.set(instance, undefined);
  }

  /** The container of an instance, asked for unless it was seen. */
  async find(engine: Engine, instance: Instance): Promise<OwnContainer | undefined> {
    const known = this.get(instance);
    if (known !== undefined) return known;
    const container = await ownContainer(engine.docker, instance).catch(() => undefined);
    this.set(instance, container?.details.State.Running === true ? container : undefined);
    return container;
  }

  /** Its own check was run by us, and it passed: until the engine has run it, that is as good as the engine's word. */
  noteCheck({ id }: OwnContainer, { exitCode, stdout }: ExecResult): void {
    if (exitCode === 0 && !/^degraded:/m.test(stdout)) this.#passed.set(id, Date.now());
    else this.#passed.delete(id);
  }

  answerOf({ id }: OwnContainer): OwnAnswer | undefined {
    const passed = this.#passed.get(id);
    return passed === undefined ? undefined : { passed, now: Date.now() };
  }
}
