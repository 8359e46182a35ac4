import { Writable } from 'node:stream';
import { fail, problem } from '@dust-workspace/component';
import type { Diagnostic } from '@dust-workspace/component';
import type { SetSink, Store, StoreFile, StoreOutcome } from '../stores/store.js';

export interface Faults {
  /** The store as its user sees it. */
  readonly store: Store;
  /** How often something was asked of it that writes. */
  writes(): number;
}

/** What a store says that was made to fail. */
export const fault: Diagnostic = problem('store-broken', 'the store failed as it was told to');

/** A store whose `failAt`-th write fails: a set that begins, a piece of a file, the end of one, or a commit. It works again afterwards. */
export function faultyStore(store: Store, failAt: number): Faults {
  let writes = 0;
  const fails = (): boolean => ++writes === failAt;
  const faulty: Store = {
    description: store.description,
    compresses: store.compresses,
    ids: () => store.ids(),
    strangers: () => store.strangers(),
    manifest: (id) => store.manifest(id),
    look: (id, path) => store.look(id, path),
    paths: (id) => store.paths(id),
    read: (id, path) => store.read(id, path),
    stamps: (id) => store.stamps(id),
    stamp: (id, change) => store.stamp(id, change),
    remove: (ids) => store.remove(ids),
    sweep: (isOwnerAlive) => store.sweep(isOwnerAlive),
    begin: async (options) => {
      if (fails()) return fail(fault);
      const begun = await store.begin(options);
      return begun.ok ? { ok: true, value: faultySink(begun.value, fails) } : begun;
    },
  };
  return { store: faulty, writes: () => writes };
}

function faultySink(sink: SetSink, fails: () => boolean): SetSink {
  return {
    id: sink.id,
    file: (path) => faultyFile(sink.file(path), fails),
    commit: async (manifest, keep) => (fails() ? fail(fault) : sink.commit(manifest, keep)),
    abort: () => sink.abort(),
  };
}

function faultyFile({ input: inner, outcome }: StoreFile, fails: () => boolean): StoreFile {
  let broken = false;
  const perform = (action: (done: (error?: Error | null) => void) => void, done: (error?: Error | null) => void): void => {
    broken ||= fails();
    if (broken) done(new Error(fault.message));
    else action(done);
  };
  const input = new Writable({
    write: (chunk: Buffer, _encoding, done) => perform((then) => inner.write(chunk, then), done),
    final: (done) => perform((then) => inner.end(() => then()), done),
    destroy: (error, done) => {
      if (error !== null) inner.destroy(error);
      done(error);
    },
  });
  input.on('error', () => undefined);
  const settled = outcome.then((result): StoreOutcome => (broken ? { kind: 'unwritable', diagnostic: fault } : result));
  return { input, outcome: settled };
}
