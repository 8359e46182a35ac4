import { describe, expect, it } from 'vitest';
import type { ComponentFacts, SoundFacts } from './facts.js';
import { inferProjects } from './inferProjects.js';
import { componentVerbs } from './verbs.js';

const sound = (name: string, more: Partial<SoundFacts> = {}, folder = 'platform'): SoundFacts => ({
  kind: 'sound',
  file: `${folder}/${name}/component.yaml`,
  name,
  description: `this is ${name}`,
  profiles: [],
  needs: {},
  wants: [],
  witnesses: [],
  ...more,
});
const broken = (file: string): ComponentFacts => ({ kind: 'broken', file, name: file.split('/')[1]!, witnesses: [] });

function infer(...facts: ComponentFacts[]) {
  const projects = inferProjects(facts, '@dust-workspace/nx:run', 'v1').flatMap(([, result]) => Object.entries(result.projects ?? {}));
  const targets = (root: string) => Object.fromEntries(projects)[root]?.targets ?? {};
  return { projects: Object.fromEntries(projects), targets, dependsOn: (root: string, verb: string) => targets(root)[verb]?.dependsOn };
}

describe('the project of a component', () => {
  it('has a target for each verb, each with a description', () => {
    const { targets } = infer(sound('redis'));
    expect(Object.keys(targets('platform/redis'))).toEqual(componentVerbs);
    for (const target of Object.values(targets('platform/redis'))) {
      expect(target.executor).toBe('@dust-workspace/nx:run');
      expect(target.metadata?.description).toMatch(/^[A-Z]/);
    }
  });

  it('is named like its folder, described by its manifest, and tagged with its kind and profiles', () => {
    expect(infer(sound('redis', { profiles: ['starter'] })).projects['platform/redis']).toMatchObject({
      name: 'redis',
      projectType: 'application',
      tags: ['platform', 'profile:starter'],
      metadata: { description: 'this is redis' },
    });
  });

  it('starts after its own preparation and after what it needs', () => {
    const { dependsOn } = infer(sound('a'), sound('b', { init: 'after-start' }), sound('c', { needs: { a: 'healthy', b: 'initialised' } }));
    expect(dependsOn('platform/a', 'start')).toEqual(['prep']);
    expect(dependsOn('platform/c', 'start')).toEqual([
      'prep',
      { target: 'start', projects: ['a', 'b'] },
      { target: 'init', projects: ['b'] },
    ]);
  });

  it('stops after what needs it, and is purged and cleaned after it was stopped', () => {
    const { dependsOn } = infer(sound('a'), sound('b', { needs: { a: 'started' } }), sound('c', { needs: { a: 'started' }, wants: ['b'] }));
    expect(dependsOn('platform/a', 'stop')).toEqual([{ target: 'stop', projects: ['b', 'c'] }]);
    expect(dependsOn('platform/b', 'stop')).toBeUndefined();
    expect([dependsOn('platform/a', 'purge'), dependsOn('platform/a', 'clean')]).toEqual([['stop'], ['stop']]);
  });

  it('is initialised after its start, or before it', () => {
    const { dependsOn } = infer(
      sound('a'),
      sound('b', { init: 'after-start' }),
      sound('c', { init: 'before-start', needs: { a: 'started' } }),
    );
    expect(dependsOn('platform/a', 'init')).toBeUndefined();
    expect(dependsOn('platform/b', 'init')).toEqual(['start']);
    expect(dependsOn('platform/c', 'init')).toEqual(['prep', { target: 'start', projects: ['a'] }]);
    expect(dependsOn('platform/c', 'start')).toEqual(['prep', { target: 'start', projects: ['a'] }, 'init']);
  });

  it('leaves to the engine what that orders by itself', () => {
    const { dependsOn } = infer(sound('a'), sound('b', { needs: { a: 'started' } }));
    for (const verb of ['prep', 'restart', 'reset', 'rebase', 'status', 'logs', 'env', 'backup', 'restore', 'verify', 'validate'])
      expect(dependsOn('platform/b', verb)).toBeUndefined();
  });

  it('caches only what nothing but files decides', () => {
    const { validate, ...others } = infer(sound('a')).targets('platform/a');
    expect(Object.values(others).some(({ cache }) => cache)).toBe(false);
    expect(validate).toMatchObject({
      cache: true,
      options: { contract: 'v1' },
      inputs: ['{projectRoot}/**/*', '^{projectRoot}/**/*', '{workspaceRoot}/infra/configuration/*/a.env'],
    });
  });
});

describe('a broken component', () => {
  it('is a project all the same, which can only be validated', () => {
    const { projects, targets } = infer(broken('platform/a/component.yaml'), sound('b'));
    expect(projects['platform/a']?.name).toBe('a');
    expect(Object.keys(targets('platform/a'))).toEqual(['validate']);
    expect(Object.keys(targets('platform/b'))).toEqual(componentVerbs);
  });

  it('has a name of its own also where two folders share one, since Nx would refuse to work at all', () => {
    const { projects } = infer(broken('application/a/component.yaml'), broken('platform/a/component.yaml'));
    expect(Object.values(projects).map(({ name }) => name)).toEqual(['application/a', 'a']);
  });
});
