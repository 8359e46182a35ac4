import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dustClone, type DustClone } from './testing/dustClone.js';

interface Operation {
  readonly id: string;
  readonly verb: string;
  readonly component: string;
  readonly cause: string;
  readonly after: readonly string[];
}

interface Planned {
  readonly json: string;
  readonly stderr: string;
  readonly operations: ReadonlyMap<string, Operation>;
}

const golden = (profile: string): string => join(import.meta.dirname, 'golden', `${profile}-plan.json`);

/** As it is committed, so that a change shows line by line. */
async function formatted(json: string, file: string): Promise<string> {
  return format(json, { ...(await resolveConfig(file)), filepath: file });
}

/**
 * The plans are compared with files in `golden/`. When a plan is meant to change, this writes them anew:
 * `npx vitest run --project end-to-end ops/e2e/src/dustPlan.test.ts --update`
 */
describe('the plan in a fresh clone with none of the services, engines, toolchains or checkouts', () => {
  let clone: DustClone;
  beforeAll(async () => {
    clone = await dustClone();
  });
  afterAll(() => clone.remove());

  async function planned(profile: string): Promise<Planned> {
    const { exitCode, stdout, stderr } = await clone.dsw(`up --profile ${profile} --dry-run --json`);
    expect(exitCode, stderr).toBe(0);
    const { operations, ...rest } = JSON.parse(stdout) as { readonly operations: Operation[] };
    expect(rest).toEqual({});
    return { json: stdout, stderr, operations: new Map(operations.map((operation) => [operation.id, operation])) };
  }

  it.each(['dust', 'dust-backing', 'dust-test'])('of the profile %s is the one that is committed', async (profile) => {
    const { json } = await planned(profile);
    await expect(await formatted(json, golden(profile))).toMatchFileSnapshot(golden(profile));
  });

  it('is the same when it is asked for again, and asking leaves nothing behind', async () => {
    const before = await clone.list('env');
    const first = await planned('dust');
    expect((await planned('dust')).json).toBe(first.json);
    expect(await clone.list('env')).toEqual(before);
    expect(await clone.list('application/dust-source')).not.toContain('checkout');
  });

  it('says of everything that is missing here what to install, and of nothing else', async () => {
    const { stderr } = await planned('dust');
    const missing = [...stderr.matchAll(/^warning: (\S+) is unavailable here: needs (.*)$/gm)];
    expect(missing.map(([, name]) => name).sort()).toEqual([
      'dust-connectors',
      'dust-core',
      'dust-front',
      'dust-front-spa',
      'dust-front-workers',
      'dust-oauth',
      'dust-sqlite-worker',
      'dust-viz',
      'elasticsearch',
      'qdrant',
      'redis',
      'temporal',
      'tika',
    ]);
    for (const [, , needs] of missing) expect(needs).toMatch(/: (install|put) /);
  });

  describe('of the profile dust', () => {
    let operations: Planned['operations'];
    beforeAll(async () => {
      ({ operations } = await planned('dust'));
    });

    const after = (id: string): readonly string[] => operations.get(id)?.after ?? [`there is no ${id}`];
    /** All that is done before, directly or through others. */
    const before = (id: string): Set<string> => {
      const found = new Set<string>();
      const visit = (next: string): void => {
        for (const one of operations.get(next)?.after ?? [])
          if (!found.has(one)) {
            found.add(one);
            visit(one);
          }
      };
      visit(id);
      return found;
    };

    it('initialises what a need asks for, and what has tables, indices or namespaces of its own, and nothing else', () => {
      expect([...operations.values()].filter(({ verb }) => verb === 'init').map(({ component }) => component)).toEqual([
        'elasticsearch',
        'postgres',
        'dust-core',
        'dust-oauth',
        'temporal',
        'dust-connectors',
        'dust-front',
      ]);
    });

    it('prepares and starts everything, but for the sources, of which nothing runs', () => {
      const components = (verb: string): string[] =>
        [...operations.values()]
          .filter((operation) => operation.verb === verb)
          .map(({ component }) => component)
          .sort();
      expect(components('prep')).toEqual([...components('start'), 'dust-source'].sort());
      expect(components('start')).toHaveLength(14);
    });

    it('names only operations that are in it, and none that waits for itself', () => {
      for (const [id, { after: needed }] of operations) {
        expect(needed.filter((one) => !operations.has(one))).toEqual([]);
        expect(before(id).has(id), id).toBe(false);
      }
    });

    it.each(['postgres', 'elasticsearch', 'temporal'])('starts %s before it initialises it', (name) => {
      expect(after(`${name}:init`)).toContain(`${name}:start`);
    });

    it.each(['dust-core', 'dust-oauth', 'dust-connectors', 'dust-front'])('initialises %s before it starts, when it is built', (name) => {
      expect(after(`${name}:start`)).toContain(`${name}:init`);
      expect(after(`${name}:init`)).toContain(`${name}:prep`);
    });

    it.each([
      ['dust-core', ['postgres:init', 'elasticsearch:init', 'redis:start', 'qdrant:start']],
      ['dust-oauth', ['postgres:init', 'redis:start', 'dust-core:prep']],
      ['dust-connectors', ['postgres:init', 'redis:start', 'temporal:init']],
      ['dust-front', ['postgres:init', 'elasticsearch:init', 'redis:start', 'dust-core:start', 'temporal:init']],
    ])('initialises %s after what it needs', (name, needs) => {
      expect(after(`${name}:init`)).toEqual(expect.arrayContaining(needs));
    });

    it.each([
      ['dust-front-workers', ['dust-front:start', 'temporal:init']],
      ['dust-front-spa', ['dust-front:start']],
      ['dust-sqlite-worker', ['dust-core:start']],
    ])('starts %s after what it needs', (name, needs) => {
      expect(after(`${name}:start`)).toEqual(expect.arrayContaining(needs));
    });

    it('has core wait for neither front, nor oauth, connectors or Temporal', () => {
      const waited = [...before('dust-core:start')].map((id) => id.split(':')[0]);
      expect([...new Set(waited)].sort()).toEqual(['dust-core', 'dust-source', 'elasticsearch', 'postgres', 'qdrant', 'redis']);
    });

    it('prepares every application of the sources after these', () => {
      const applications = [...operations.values()].filter(({ id }) => /^dust-(?!source).*:prep$/.test(id));
      expect(applications).toHaveLength(8);
      for (const { id } of applications) expect(after(id), id).toContain('dust-source:prep');
    });
  });
});
