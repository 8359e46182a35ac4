import { fail, ok, problem, type Component, type Result } from '@dust-workspace/component';
import { bindPort, type BoundPort } from './boundPort.js';
import type { Leases, Lessee } from './leases.js';
import type { PortRegistry } from './portRegistry.js';
import { blockBounds, blocks, isBlock, isWithin, unitOf, type PortRange } from './portUnits.js';

export interface LeaseRequest {
  readonly lessee: Lessee;
  readonly registry: PortRegistry;
  /** With the ports that are to be leased. */
  readonly components: readonly Component[];
  /** Ports that something of the environment has otherwise: a person has set them. */
  readonly reserved?: readonly number[];
  /** Whether the components may have other ports than those they hold: not while they run on them. */
  readonly mayMove: boolean;
}

export interface Leased {
  /** All that the environment holds. */
  readonly leases: Leases;
  /** What people should know. */
  readonly notes: readonly string[];
}

/** The environment whose components keep their well-known ports where they can. All others have theirs from blocks. */
const wellKnownEnvironment = 'local';

/** One extension of an environment's leases. What it takes it keeps bound until `end`, when the leases must have been written. */
export class LeaseRound {
  readonly #leases: Map<string, number>;
  readonly #bound = new Map<number, BoundPort>();
  readonly #ours = new Map<number, Promise<boolean>>();
  readonly #notes = new Set<string>();

  constructor(
    private readonly request: LeaseRequest,
    private readonly held: Leases,
  ) {
    this.#leases = new Map(Object.entries(held));
  }

  /** What is held is kept unless it is somebody else's by now, as in the copy of a workspace; what is missing is found. */
  async lease(): Promise<Result<Leased>> {
    const wanted = this.request.components.flatMap((component) => Object.entries(component.manifest.ports));
    const foreign = this.request.mayMove ? await this.confirm() : new Map<string, string>();
    for (const [name] of wanted) {
      const holder = foreign.get(name);
      if (holder === undefined) continue;
      this.#notes.add(`${name} was ${this.#leases.get(name) ?? ''}, which is leased to ${holder}`);
      this.#leases.delete(name);
    }
    for (const [name, wellKnown] of wanted) {
      if (this.#leases.has(name)) continue;
      const port = await this.#find(wellKnown);
      if (port === undefined)
        return fail(problem('no-port', `no port between ${blockBounds} is free for ${name}`, `Set ${name} to a port yourself.`));
      this.#leases.set(name, port);
    }
    return ok({ leases: Object.fromEntries(this.#leases), notes: [...this.#notes] });
  }

  /** Enters what is held where nobody is registered for it. Returns who else has it, in words, by the names of the ports. */
  async confirm(): Promise<ReadonlyMap<string, string>> {
    const foreign = new Map<string, string>();
    for (const [name, port] of this.#leases) {
      if (await this.#isOurs(unitOf(port))) continue;
      const standing = await this.#standing(unitOf(port));
      if (standing.kind === 'held') foreign.set(name, standing.by);
    }
    return foreign;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#bound.values()].map((bound) => bound.release()));
  }

  async #find(wellKnown: number): Promise<number | undefined> {
    for (const port of this.#candidates(wellKnown))
      if (!this.#isTaken(port) && (await this.#isOurs(unitOf(port))) && (await this.#bind(port))) return port;
    return undefined;
  }

  *#candidates(wellKnown: number): Generator<number> {
    const { workspace, environment } = this.request.lessee;
    if (environment === wellKnownEnvironment && wellKnown >= 1_024) yield wellKnown;
    const begun = [...this.#leases.values()].map(unitOf).filter(isBlock);
    for (const block of [...begun, ...blocks(`${workspace}\0${environment}`)])
      for (let port = block.first; port <= block.last; port++) yield port;
  }

  #isTaken(port: number): boolean {
    return [...this.#leases.values(), ...(this.request.reserved ?? [])].includes(port);
  }

  #isOurs(unit: PortRange): Promise<boolean> {
    const known = this.#ours.get(unit.first) ?? this.#take(unit);
    this.#ours.set(unit.first, known);
    return known;
  }

  /** Whether the unit is ours, now if it was not before. */
  async #take(unit: PortRange): Promise<boolean> {
    const isEvident = Object.values(this.held).some((port) => isWithin(port, unit));
    const before = await this.#standing(unit);
    if (before.kind === 'held') return false;
    if (before.kind === 'own' && isEvident) return true;
    const isGuarded = await this.#bind(unit.first);
    if (!isGuarded && !isEvident) return false;
    const { registry } = this.request;
    const standing = await this.#standing(unit);
    if (standing.kind !== 'vacant') return standing.kind === 'own';
    // What runs here has the port itself; that the entry is out of date is settled by a later preparation.
    if (standing.entered && !isGuarded) return true;
    if (standing.entered) await registry.remove(unit);
    const entered = await registry.enter(unit, this.request.lessee);
    if (entered === 'failed')
      this.#notes.add(`the lease is not registered on this machine: ${registry.problem ?? 'nothing can be written'}`);
    return entered !== 'exists' || (await this.#standing(unit)).kind === 'own';
  }

  #standing(unit: PortRange): ReturnType<PortRegistry['standing']> {
    return this.request.registry.standing(unit, this.request.lessee);
  }

  async #bind(port: number): Promise<boolean> {
    if (this.#bound.has(port)) return true;
    const bound = await bindPort(port);
    if (bound !== undefined) this.#bound.set(port, bound);
    return bound !== undefined;
  }
}
