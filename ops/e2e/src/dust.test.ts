import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { services, type Service } from './testing/dustPrograms.js';
import type { Note } from './testing/dustStandIns/note.js';
import { inDustWorkspace, realServices, type DustWorkspace } from './testing/dustWorkspace.js';
import { runningIn } from './testing/leftBy.js';
import { until } from './testing/until.js';
import type { ComponentStatus, Workspace } from './testing/workspace.js';

const backing = ['elasticsearch', 'postgres', 'qdrant', 'redis', 'temporal', 'tika'];
/** What stands and falls with Elasticsearch. */
const searching = ['dust-core', 'dust-front', 'dust-front-spa', 'dust-front-workers', 'dust-sqlite-worker'];
const others = ['dust-connectors', 'dust-oauth', 'dust-source', 'dust-viz'];
const forTests = { 'postgres-test': 'stopped', 'redis-test': 'stopped' };

const all = (state: string, ...names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, state]));
const everything = {
  ...all('healthy', ...backing, ...searching, ...others),
  // It serves nobody, so that there is nothing to ask whether it is ready.
  'dust-front-workers': 'running',
  ...forTests,
};

const migrations = ['post-deploy/20260905120001_names.sql', 'pre-deploy/00010101000000_migration_0.sql'];
const attributes = ['connectorId', 'conversationId', 'workspaceId'];
const namespaces = Object.fromEntries(['dust', 'dust-agent', 'dust-connectors', 'dust-relocation'].map((name) => [name, attributes]));
const aliasesOfFront = [
  'front.agent_document_outputs',
  'front.agent_message_analytics',
  'front.agent_message_consumption_analytics',
  'front.user_search',
];

/** What upstream's programs must find when they begin, since it is what they need. */
const applications = {
  'core-api': {
    branch: 'main',
    tables: ['data_sources', 'data_sources_documents', 'sqlite_workers'],
    redis: 'PONG',
    aliases: ['core.data_sources', 'core.data_sources_nodes'],
    collections: {
      'c_openai_text-embedding-3-large-1536': ['data_source_internal_id', 'document_id_hash', 'parents', 'tags', 'timestamp'],
    },
    qdrant: true,
  },
  oauth: { branch: 'main', tables: ['connections', 'credentials'], redis: 'PONG', key: 32 },
  'sqlite-worker': { branch: 'main', core: 200 },
  connectors: {
    branch: 'main',
    migrations: ['post-deploy/20260801000000_errors.sql', 'pre-deploy/00010101000000_migration_0.sql'],
    redis: 'PONG',
    namespace: 'dust-connectors',
    namespaces,
  },
  front: {
    branch: 'main',
    migrations,
    plans: [{ code: 'FREE_TEST_PLAN' }],
    redis: 'PONG',
    aliases: aliasesOfFront,
    core: 200,
    namespaces,
  },
  'front-workers': { branch: 'main', front: 200, migrations, redis: 'PONG', aliases: aliasesOfFront, namespaces },
  'front-spa': { branch: 'main', front: 200 },
  viz: { branch: 'main', secret: true },
};

/** The same of its steps of initialisation: databases have what initialising PostgreSQL gives them, Elasticsearch what initialising it does. */
const steps = {
  'init_db of CORE_DATABASE_URI': { extensions: ['unaccent'] },
  'init_db of OAUTH_DATABASE_URI': { extensions: ['unaccent'] },
  'elasticsearch_create_index data_sources_nodes': { initialised: true },
  'elasticsearch_create_index data_sources': { initialised: true },
  qdrant_create_collection: { ready: 200 },
  'migrations of connectors': { extensions: ['unaccent'] },
  'migrations of front': { extensions: ['unaccent'] },
  init_plans: { namespaces: Object.keys(namespaces) },
  create_elasticsearch_index: { initialised: true, core: 200 },
};

const builds = ['cargo build', 'npm ci', 'npm run build', 'npm run build'];

interface Status {
  readonly states: Readonly<Record<string, string>>;
  readonly components: readonly ComponentStatus[];
}

async function statusOf(workspace: Workspace, environment = 'local'): Promise<Status> {
  const { stdout } = await workspace.dsw(`status --env ${environment} --json`);
  const { components } = JSON.parse(stdout) as { components: ComponentStatus[] };
  return { components, states: Object.fromEntries(components.map(({ name, state }) => [name, state])) };
}

/** The journal, when the workers, for whose readiness nobody waits, have written into it. */
async function journalOf({ programs }: DustWorkspace, environment = 'local'): Promise<Note[]> {
  const ofIt = async (): Promise<Note[]> => (await programs.journal()).filter((note) => note.environment === environment);
  await until('the workers have begun', async () => (await ofIt()).some(({ what }) => what === 'front-workers'));
  return ofIt();
}

/** By what they are, those that are among `names`. */
function found(journal: readonly Note[], names: object): Record<string, unknown> {
  return Object.fromEntries(journal.filter(({ what }) => what in names).map(({ what, found }) => [what, found]));
}

const whats = (journal: readonly Note[]): string[] => journal.map(({ what }) => what).sort();

/** The lines of the operations of a run, without the table below them. */
const operations = (stdout: string): string[] => stdout.split('\n\n')[0]?.split('\n') ?? [];

/** How long something took is told where that was more than a moment. */
function withoutDurations<T extends { readonly stdout: string }>(ran: T): T {
  return { ...ran, stdout: ran.stdout.replace(/ \(\d[\d.]* (?:ms|s|min)\)$/gm, '') };
}

const standIns = (Object.keys(services) as Service[]).filter((service) => !realServices.includes(service));
const cast = `PostgreSQL, Redis${realServices.map((name) => `, ${name}`).join('')}; stand-ins: ${[...standIns, 'applications'].join(', ')}`;

describe('dsw up --profile dust', () => {
  beforeAll(async () => {
    const socket = connect(3005, '127.0.0.1');
    const taken = await once(socket, 'connect').catch(() => undefined);
    socket.destroy();
    if (taken !== undefined) throw new Error('port 3005 of this machine is taken, which is the only one of the sqlite-worker');
  });

  it(`brings all of it up, each after what it needs is initialised, changes nothing the second time, and leaves nothing (${cast})`, () =>
    inDustWorkspace(realServices, async (dust) => {
      const { workspace, programs } = dust;
      await workspace.succeeds('up --profile dust');
      expect((await statusOf(workspace)).states).toEqual(everything);
      const journal = await journalOf(dust);
      expect(found(journal, applications)).toEqual(applications);
      expect(found(journal, steps)).toEqual(steps);
      const begun = standIns.map((service) => service as string);
      expect(whats(journal)).toEqual([...Object.keys(applications), ...Object.keys(steps), ...builds, ...begun].sort());

      const before = runningIn(workspace.root);
      const again = await workspace.dsw('up --profile dust');
      expect(again.exitCode).toBe(0);
      expect(operations(again.stdout).filter((line) => !line.includes(': unchanged, '))).toEqual([]);
      expect(runningIn(workspace.root)).toEqual(before);
      expect(await programs.journal()).toEqual(journal);

      await workspace.succeeds('down');
      expect(runningIn(workspace.root)).toEqual([]);
      expect((await statusOf(workspace)).states).toEqual({ ...all('stopped', ...Object.keys(everything)), 'dust-source': 'healthy' });
    }));

  it('when Elasticsearch lacks its plugin runs everything that does without, says why the rest does not, and goes on when it is there (stand-ins)', () =>
    inDustWorkspace([], async (dust) => {
      const { workspace, programs } = dust;
      await programs.haveIcu(false);
      const up = withoutDurations(await workspace.dsw('up --profile dust'));
      expect(up.exitCode).toBe(3);
      expect((await statusOf(workspace)).states).toEqual({
        ...all('healthy', ...backing, ...others),
        ...all('stopped', ...searching),
        ...forTests,
      });
      expect(up.stdout).toContain(`elasticsearch init: FAILED
  error: init of elasticsearch failed: Elasticsearch runs without the plugin analysis-icu, which the indices of Dust need
    Install it where Elasticsearch is (elasticsearch-plugin install analysis-icu)`);
      expect(
        operations(up.stdout)
          .filter((line) => /: (skipped|FAILED)/.test(line))
          .sort(),
      ).toEqual([
        'dust-core init: skipped, init of elasticsearch failed',
        'dust-core start: skipped, init of dust-core was skipped',
        'dust-front init: skipped, init of elasticsearch failed',
        'dust-front start: skipped, init of dust-front was skipped',
        'dust-front-spa start: skipped, start of dust-front was skipped',
        'dust-front-workers start: skipped, start of dust-front was skipped',
        'dust-sqlite-worker start: skipped, start of dust-core was skipped',
        'elasticsearch init: FAILED',
      ]);
      const without = whats(await programs.journal());
      const early = ['init_db of OAUTH_DATABASE_URI', 'migrations of connectors', 'connectors', 'oauth', 'viz'];
      expect(without).toEqual([...early, ...builds, ...Object.keys(services)].sort());

      await programs.haveIcu(true);
      await programs.forget();
      await workspace.succeeds('up --profile dust');
      expect((await statusOf(workspace)).states).toEqual(everything);
      const late = Object.keys({ ...applications, ...steps }).filter((what) => !early.includes(what));
      expect(whats(await journalOf(dust))).toEqual(late.sort());

      await workspace.succeeds('down');
      await programs.forget();
      await workspace.succeeds('up --profile dust');
      const started = await journalOf(dust);
      expect(found(started, applications)).toEqual(applications);
      expect(whats(started)).toEqual([...Object.keys(applications), ...Object.keys(services)].sort());
    }));

  it('brings up two branches at once as two environments, each with its own checkout, ports and data (stand-ins)', () =>
    inDustWorkspace([], async (dust) => {
      const { workspace } = dust;
      await Promise.all([workspace.succeeds('up --profile dust'), workspace.succeeds('up --profile dust --env feature')]);
      const [local, feature] = await Promise.all([statusOf(workspace), statusOf(workspace, 'feature')]);
      expect(local.states).toEqual(everything);
      // Upstream's worker listens on one port of a machine.
      expect(feature.states).toEqual({ ...everything, 'dust-sqlite-worker': 'degraded' });
      expect(feature.components.find(({ name }) => name === 'dust-sqlite-worker')?.detail).toMatch(/no table can be queried/);
      const ports = [local, feature].flatMap(({ components }) => components.flatMap((component) => Object.values(component.ports)));
      expect(new Set(ports).size).toBe(ports.length);

      const { 'sqlite-worker': _, ...inBoth } = applications;
      const migrated = [
        'post-deploy/20260905120001_names.sql',
        'pre-deploy/00010101000000_migration_0.sql',
        'pre-deploy/20260920000000_feature.sql',
      ];
      const ofFeature = Object.fromEntries(Object.entries(inBoth).map(([what, expected]) => [what, { ...expected, branch: 'feature' }]));
      expect(found(await journalOf(dust), applications)).toEqual(applications);
      expect(found(await journalOf(dust, 'feature'), applications)).toEqual({
        ...ofFeature,
        front: { ...inBoth.front, branch: 'feature', migrations: migrated },
        'front-workers': { ...inBoth['front-workers'], branch: 'feature', migrations: migrated },
      });
      expect([await answers(local), await answers(feature)]).toEqual([answersOf('main'), answersOf('feature')]);

      await workspace.succeeds('down --env feature');
      expect((await statusOf(workspace, 'feature')).states).toEqual({
        ...all('stopped', ...Object.keys(everything)),
        'dust-source': 'healthy',
      });
      expect((await statusOf(workspace)).states).toEqual(everything);
      expect(await answers(local)).toEqual(answersOf('main'));
    }));
});

const answering = {
  'dust-connectors': 'connectors',
  'dust-core': 'core-api',
  'dust-front': 'front',
  'dust-front-spa': 'front-spa',
  'dust-oauth': 'oauth',
  'dust-viz': 'viz',
};

const answersOf = (branch: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answering).map(([name, what]) => [name, { what, branch }]));

/** Who answers at the ports of an environment. */
async function answers({ components }: Status): Promise<Record<string, unknown>> {
  const asked = components.filter(({ name }) => name in answering);
  const said = await Promise.all(
    asked.map(async ({ name, ports }) => [name, await (await fetch(`http://127.0.0.1:${Object.values(ports)[0]}/`)).json()] as const),
  );
  return Object.fromEntries(said);
}

describe('dsw test dust-front', () => {
  it('runs the tests of upstream on databases of their own, and passes on how they ended', () =>
    inDustWorkspace([], async ({ workspace, programs }) => {
      const tested = await workspace.dsw('test dust-front lib/models.test.ts --bail');
      expect(tested.exitCode, tested.stdout + tested.stderr).toBe(3);
      const [vitest] = (await programs.journal()).filter(({ what }) => what === 'vitest');
      expect(vitest?.found).toEqual({
        words: ['--run', 'lib/models.test.ts', '--bail'],
        folder: 'front',
        mode: 'test',
        database: '/dust_front_test',
        tables: ['users'],
        redis: 'PONG',
        accounts: [],
      });
      const { states } = await statusOf(workspace);
      expect(Object.keys(states).filter((name) => states[name] === 'healthy')).toEqual(['dust-source', 'postgres-test', 'redis-test']);
    }));
});
