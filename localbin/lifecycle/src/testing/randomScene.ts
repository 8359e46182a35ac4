import type { ObservedComponent } from '../observation.js';
import type { PlanInput, Task } from '../plan.js';
import { verbs } from '../plan.js';
import { componentStates } from '../status.js';
import { composites, tasksFor } from '../tasks.js';
import { pick, some, type Random } from '@dust-workspace/component/testing';
import { scene, type SceneComponent } from './scene.js';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const problems = [{ severity: 'error', code: 'env-quote', message: 'the quote is never closed' }] as const;

/** Everything that a plan is made of, for a workspace in some state and something that may be asked of it, sensible or not. */
export function randomInput(random: Random): PlanInput {
  const { graph, components, observed } = scene(
    Object.fromEntries(names.map((name, index) => [name, randomComponent(random, names.slice(0, index))])),
  );
  const profile = 'starter';
  const chosen = some(random, names);
  const asked = random(4) === 0 ? [] : chosen;
  const words = [...verbs, ...composites] as const;
  const tasks =
    random(2) === 0 ? tasksFor(pick(random, words), { graph, components, observed, names: asked, profile }) : randomTasks(random);
  return {
    tasks,
    graph,
    components,
    observed,
    profile,
    coldBackups: new Map(some(random, names).map((name) => [name, 'it has no backup hook'])),
    containers: new Set(some(random, names)),
    consistent: random(2) === 0,
    restorable: new Map(some(random, names).map((name) => [name, 'the set'])),
    supposing: random(2) === 0,
  };
}

/** As a task graph of somebody else's may have them: any verbs on any components, each after any of those before it. */
function randomTasks(random: Random): Task[] {
  const all = verbs.flatMap((verb) => names.map((component) => ({ id: `${component}:${verb}`, verb, component })));
  const chosen = some(random, all, 1 + random(6));
  return chosen.map((task, index) => ({
    ...task,
    after: some(random, chosen.slice(0, index), 4).map(({ id }) => id),
    named: random(2) === 0,
  }));
}

function randomComponent(random: Random, earlier: readonly string[]): SceneComponent {
  const conditions = ['prepared', 'started', 'healthy', 'initialised'] as const;
  const edges = (among: readonly string[]): Record<string, string> =>
    Object.fromEntries(among.map((name) => [name, pick(random, conditions)]));
  const needs = some(random, earlier, 3);
  const wants = some(
    random,
    earlier.filter((name) => !needs.includes(name)),
    4,
  );
  const init = pick<object>(random, [{}, { init: {} }, { init: { when: 'before-start' } }]);
  const ready = pick<object>(random, [{}, { ready: { command: ['true'] } }]);
  return {
    manifest: { needs: edges(needs), wants: edges(wants), profiles: random(4) === 0 ? [] : ['starter'], ...init, ...ready },
    state: pick(random, componentStates),
    observed: {
      prepared: random(4) !== 0,
      initialised: random(2) === 0,
      hasData: random(3) !== 0,
      ...pick(random, [{}, {}, {}, { misconfigured: problems }]),
      ...pick<Partial<ObservedComponent>>(random, [
        {},
        {},
        { outdated: { replace: 'its image is another' } },
        { outdated: { prepare: 'its image is missing' } },
        { outdated: { prepare: 'its image is missing', replace: 'its image is another' } },
        { outdated: { invalid: problems } },
      ]),
    },
  };
}
