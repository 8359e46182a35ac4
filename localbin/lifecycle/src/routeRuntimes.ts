import type { Instance, Runtime, RuntimeName } from '@dust-workspace/runtime';

/** One driver for all instances, each of which is handed to its own. `name` is that of the environment. */
export function routeRuntimes(name: RuntimeName, drivers: Readonly<Record<'process' | 'compose', Runtime>>): Runtime {
  const driverOf = ({ runtime, component }: Instance): Runtime => {
    if (runtime === 'kubernetes') throw new Error(`${component.name} cannot run in kubernetes`);
    return drivers[runtime];
  };
  /** Asks each driver about its own, at once, and keeps the order. */
  const merged = async <T>(
    instances: readonly Instance[],
    ask: (driver: Runtime, own: readonly Instance[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<ReadonlyMap<string, T>> => {
    const answers = await Promise.all(groups(instances).map(([driver, own]) => ask(driver, own)));
    const all = new Map(answers.flatMap((answer) => [...answer]));
    return new Map(
      instances.flatMap(({ component }) => {
        const found = all.get(component.name);
        return found === undefined ? [] : [[component.name, found] as const];
      }),
    );
  };
  const groups = (instances: readonly Instance[]): [Runtime, Instance[]][] => {
    const found = new Map<Runtime, Instance[]>();
    for (const instance of instances) {
      const driver = driverOf(instance);
      found.set(driver, [...(found.get(driver) ?? []), instance]);
    }
    return [...found];
  };
  return {
    name,
    prepare: (instance, ...rest) => driverOf(instance).prepare(instance, ...rest),
    observe: (instances) => merged(instances, (driver, own) => driver.observe(own)),
    usage: (instances) => merged(instances, (driver, own) => driver.usage(own)),
    survey: (instances) => merged(instances, (driver, own) => driver.survey(own)),
    anticipate: async (instances, signal) => {
      await Promise.all(groups(instances).map(([driver, own]) => driver.anticipate(own, signal)));
    },
    start: (instance, signal) => driverOf(instance).start(instance, signal),
    awaitEnd: (instance, signal) => driverOf(instance).awaitEnd(instance, signal),
    stop: (instance, progress) => driverOf(instance).stop(instance, progress),
    exec: (instance, command, options) => driverOf(instance).exec(instance, command, options),
    attach: (instance, command, options) => driverOf(instance).attach(instance, command, options),
    healthCheck: (instance) => driverOf(instance).healthCheck(instance),
    endAbandoned: async (instances) => {
      await Promise.all(groups(instances).map(([driver, own]) => driver.endAbandoned(own)));
    },
    logs: (instance, options) => driverOf(instance).logs(instance, options),
    remove: (instance) => driverOf(instance).remove(instance),
    tidy: async (place) => {
      await drivers.compose.tidy(place);
    },
  };
}
