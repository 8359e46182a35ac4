import { describe, expect, it } from 'vitest';
import { chooseRuntimes, mustAskEngine, type PreparedVolume, type RuntimeSituation } from './chooseRuntimes.js';
import { both, onlyCompose, onlyProcess } from './testing/runtimes.js';
import { scene, type SceneComponent } from './testing/scene.js';

const answers = { answers: true, name: 'Docker 27.1' } as const;
const silent = { answers: false, reason: 'no engine answers' } as const;

const processData = { runtime: 'process', hasData: true } as const;
const composeData = { runtime: 'compose', hasData: true } as const;
const processEmpty = { runtime: 'process', hasData: false } as const;
const composeEmpty = { runtime: 'compose', hasData: false } as const;

function situation(
  components: Readonly<Record<string, SceneComponent>>,
  volumes: Readonly<Record<string, PreparedVolume>>,
  more: Partial<RuntimeSituation>,
): RuntimeSituation {
  return {
    components: scene(components).components.values(),
    choice: 'auto',
    origin: 'env/project.env',
    volumes: new Map(Object.entries(volumes)),
    engine: undefined,
    ...more,
  };
}

/** What was chosen, in one line each: the environment's with its reason, then the components'. */
function chosen(...given: Parameters<typeof situation>): string[] {
  const { environment, because, byComponent } = chooseRuntimes(situation(...given));
  return [
    because === undefined ? environment : `${environment}: ${because}`,
    ...[...byComponent].map(([name, runtime]) => `${name} ${runtime}`),
  ];
}

describe('the runtime of an environment in which nothing was prepared', () => {
  it('is containers where an engine answers', () =>
    expect(chosen({ a: both, b: both }, {}, { engine: answers })).toEqual(['compose: Docker 27.1 answers', 'a compose', 'b compose']));

  it('is processes where none does, and why is said', () =>
    expect(chosen({ a: both }, {}, { engine: silent })).toEqual(['process: no engine answers', 'a process']));

  it('is what components have where there is nothing to choose, without a reason', () => {
    expect(chosen({ a: onlyProcess }, {}, {})).toEqual(['process', 'a process']);
    expect(chosen({ a: onlyCompose }, {}, {})).toEqual(['compose', 'a compose']);
    expect(chosen({ a: onlyCompose, b: onlyProcess }, {}, {})).toEqual(['process', 'a compose', 'b process']);
    expect(chosen({}, {}, {})).toEqual(['process']);
  });

  it.each(['process', 'compose'] as const)('is %s where that was asked for, engine or not', (choice) =>
    expect(chosen({ a: both }, {}, { choice, engine: silent })).toEqual([`${choice}: DSW_RUNTIME from env/project.env`, `a ${choice}`]),
  );

  it('does not force what a component does not have', () => {
    const mixed = { a: both, b: onlyProcess, c: onlyCompose };
    expect(chosen(mixed, {}, { choice: 'compose' }).slice(1)).toEqual(['a compose', 'b process', 'c compose']);
    expect(chosen(mixed, {}, { choice: 'process' }).slice(1)).toEqual(['a process', 'b process', 'c compose']);
    expect(chosen(mixed, {}, { engine: silent }).slice(1)).toEqual(['a process', 'b process', 'c compose']);
  });
});

describe('the runtime of what was prepared', () => {
  it('stays, and decides for what comes anew', () => {
    expect(chosen({ a: both, b: both }, { a: composeEmpty }, {})).toEqual(['compose: a was prepared for it', 'a compose', 'b compose']);
    expect(chosen({ a: both, b: both }, { b: processEmpty }, {})).toEqual(['process: b was prepared for it', 'a process', 'b process']);
  });

  it('goes by data rather than by empty folders', () =>
    expect(chosen({ a: both, b: both, c: both }, { a: composeEmpty, b: processData }, {})).toEqual([
      'process: the data of b were made there',
      'a compose',
      'b process',
      'c process',
    ]));

  it('may differ from component to component after a migration that was interrupted', () =>
    expect(chosen({ a: both, b: both }, { a: composeData, b: processData }, {})).toEqual([
      'compose: the data of a were made there',
      'a compose',
      'b process',
    ]));

  it('is another when that is asked for and there are no data', () =>
    expect(chosen({ a: both }, { a: composeEmpty }, { choice: 'process' })).toEqual([
      'process: DSW_RUNTIME from env/project.env',
      'a process',
    ]));

  it('is not decided by what has no choice', () =>
    expect(chosen({ a: onlyProcess, b: both }, { a: processData }, { engine: answers })).toEqual([
      'compose: Docker 27.1 answers',
      'a process',
      'b compose',
    ]));
});

describe('data of another runtime than the one that is asked for', () => {
  it('stay where they are, and are not started', () => {
    const { byComponent, contradictions } = chooseRuntimes(
      situation({ a: both, b: both }, { a: processData, b: composeData }, { choice: 'compose' }),
    );
    expect(Object.fromEntries(byComponent)).toEqual({ a: 'process', b: 'compose' });
    expect([...contradictions]).toEqual([
      [
        'a',
        {
          severity: 'error',
          code: 'other-runtime',
          message:
            'the data of a belong to the process runtime, and this environment is to run under compose (DSW_RUNTIME from env/project.env)',
          remedy: 'Set DSW_RUNTIME to auto or process. To take the data along: dsw migrate --to compose.',
        },
      ],
    ]);
  });

  it('are none of a component that has no choice', () => {
    const given = situation({ a: onlyProcess, b: onlyCompose }, { a: processData, b: composeData }, {});
    for (const choice of ['process', 'compose', 'auto'] as const)
      expect(chooseRuntimes({ ...given, components: [...given.components], choice }).contradictions.size).toBe(0);
  });

  it.each(['auto', 'compose', 'process'] as const)('are not handed to the runtime that the manifest still has (%s)', (choice) => {
    const { byComponent, contradictions } = chooseRuntimes(situation({ a: onlyProcess }, { a: composeData }, { choice }));
    expect(byComponent.get('a')).toBe('process');
    expect([...contradictions]).toEqual([
      [
        'a',
        {
          severity: 'error',
          code: 'other-runtime',
          message: 'the data of a belong to the compose runtime, which its manifest does not have',
          remedy: 'Give it back to the manifest. To begin with new data instead: dsw backup a, then dsw clean a.',
        },
      ],
    ]);
  });
});

describe('an engine', () => {
  const asked = (...given: Parameters<typeof situation>): boolean => mustAskEngine(situation(...given));

  it('is asked where nothing else decides', () => {
    expect(asked({ a: both }, {}, {})).toBe(true);
    expect(asked({ a: onlyProcess, b: both }, { a: processData }, {})).toBe(true);
  });

  it('is not asked where somebody has chosen, where something was prepared, or where nothing could run in containers', () => {
    expect(asked({ a: both }, {}, { choice: 'compose' })).toBe(false);
    expect(asked({ a: both }, {}, { choice: 'process' })).toBe(false);
    expect(asked({ a: both, b: both }, { b: processEmpty }, {})).toBe(false);
    expect(asked({ a: onlyProcess, b: onlyCompose }, {}, {})).toBe(false);
  });
});
