import { ok, type Diagnostic } from '@dust-workspace/component';
import { learnFromEnvironment } from '../runningSecrets.js';
import type { Instance, Outdated, RuntimeState } from '../runtime.js';
import { containerUsage } from '../usage/containerUsage.js';
import type { Usage } from '../usage/usage.js';
import { byPlace, namesOf } from './byPlace.js';
import { ownContainers, stateOfContainer, type OwnContainer } from './containers.js';
import type { Engine } from './engine.js';
import type { EngineSession } from './engineSession.js';
import { lastLineOf } from './lastWords.js';
import { imageIds, surveyService } from './survey.js';

/** The states of many instances: one list for each environment, and a look at each container in it. */
export async function observeContainers(
  session: EngineSession,
  instances: readonly Instance[],
): Promise<ReadonlyMap<string, RuntimeState>> {
  const states = new Map<string, RuntimeState>();
  for (const { place, instances: those } of byPlace(instances)) {
    const seen = await session.asking(undefined, async (engine) => {
      const containers = await ownContainers(engine.docker, place, namesOf(those));
      for (const instance of those) {
        const container = containers.get(instance.component.name);
        if (container !== undefined) learnFromEnvironment(instance, container.details.Config.Env);
        session.seen.set(instance, container);
        states.set(instance.component.name, await stateOf(session, engine, instance, container));
      }
      return ok();
    });
    if (!seen.ok) for (const [name, state] of unknownFor(those, seen.diagnostics)) states.set(name, state);
  }
  return new Map(instances.map(({ component: { name } }) => [name, states.get(name) ?? { kind: 'stopped' }]));
}

async function stateOf(
  { seen }: EngineSession,
  { docker }: Engine,
  instance: Instance,
  container: OwnContainer | undefined,
): Promise<RuntimeState> {
  if (instance.component.manifest.runtimes.compose === undefined && container === undefined)
    return { kind: 'unavailable', reason: 'has no compose runtime' };
  if (container === undefined) return { kind: 'stopped' };
  return stateOfContainer(container, () => lastLineOf(docker, container.id, instance), seen.answerOf(container));
}

function unknownFor(instances: readonly Instance[], diagnostics: readonly Diagnostic[]): Map<string, RuntimeState> {
  const reason = diagnostics.map(({ message }) => message).join('; ');
  const remedy = diagnostics.find((diagnostic) => diagnostic.remedy !== undefined)?.remedy;
  return new Map(
    instances.map(({ component }) => [component.name, { kind: 'unknown', reason, ...(remedy === undefined ? {} : { remedy }) }]),
  );
}

/** What is not as definitions and variables say now. Nothing where the engine does not answer. */
export async function surveyContainers(session: EngineSession, instances: readonly Instance[]): Promise<ReadonlyMap<string, Outdated>> {
  const engine = await session.connect();
  if (!engine.ok) return new Map();
  const idOf = imageIds(engine.value.docker);
  const found = await Promise.all(
    instances.map(async (instance): Promise<[string, Outdated]> => {
      const service = await session.resolve(engine.value, instance);
      if (!service.ok) return [instance.component.name, { invalid: service.diagnostics }];
      return [instance.component.name, await surveyService(idOf, service.value, session.seen.get(instance))];
    }),
  );
  return new Map(found);
}

/** What containers take of the machine. Nothing where the engine does not answer. */
export async function usageOfContainers(session: EngineSession, instances: readonly Instance[]): Promise<ReadonlyMap<string, Usage>> {
  if (instances.length === 0) return new Map();
  const usages = await session.asking(undefined, async ({ docker }) => {
    const found = byPlace(instances).map(({ place, instances: those }) => containerUsage(docker, place, namesOf(those)));
    return ok((await Promise.all(found)).flatMap((usage) => [...usage]));
  });
  return new Map(usages.ok ? usages.value : []);
}
