import type { Instance, Outdated, Runtime, RuntimeName, RuntimeState } from '@dust-workspace/runtime';

export interface FakeRuntime extends Runtime {
  /** What was asked of it, in order: `stop db`. */
  readonly asked: string[];
}

/** A driver that knows states and nothing else, and notes what is asked of it. */
export function fakeRuntime(
  name: RuntimeName,
  states: Readonly<Record<string, RuntimeState>> = {},
  outdated: Readonly<Record<string, Outdated>> = {},
): FakeRuntime {
  const asked: string[] = [];
  const note = (what: string, ...instances: readonly Instance[]): void => {
    asked.push([what, ...instances.map(({ component }) => component.name)].join(' '));
  };
  const found = <T>(all: Readonly<Record<string, T>>, instances: readonly Instance[]): ReadonlyMap<string, T> =>
    new Map(instances.flatMap(({ component }) => (all[component.name] === undefined ? [] : [[component.name, all[component.name] as T]])));
  const done = { ok: true, value: undefined } as const;
  return {
    name,
    asked,
    prepare: async (instance) => {
      note('prepare', instance);
      return done;
    },
    observe: async (instances) => {
      note('observe', ...instances);
      return found(states, instances);
    },
    usage: async (instances) => {
      note('usage', ...instances);
      return new Map();
    },
    survey: async (instances) => {
      note('survey', ...instances);
      return found(outdated, instances);
    },
    anticipate: async (instances) => note('anticipate', ...instances),
    start: async (instance) => {
      note('start', instance);
      return done;
    },
    awaitEnd: (instance) => {
      note('awaitEnd', instance);
      return undefined;
    },
    stop: async (instance) => {
      note('stop', instance);
      return done;
    },
    exec: async (instance) => {
      note('exec', instance);
      return { exitCode: 0, signal: null, stdout: '', stderr: '' };
    },
    attach: async (instance) => {
      note('attach', instance);
      return { ok: true, value: 0 };
    },
    healthCheck: async (instance) => {
      note('healthCheck', instance);
      return undefined;
    },
    endAbandoned: async (instances) => note('endAbandoned', ...instances),
    // eslint-disable-next-line require-yield
    async *logs(instance) {
      note('logs', instance);
    },
    remove: async (instance) => {
      note('remove', instance);
      return done;
    },
    tidy: async ({ environment }) => {
      asked.push(`tidy ${environment}`);
    },
  };
}
