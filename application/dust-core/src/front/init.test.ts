import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installed, TestServer } from '@dust-workspace/postgresql/testing';
import { DustWorld } from '../testing/dustWorld.js';
import { SearchServers } from '../testing/searchServers.js';

/** As upstream's runner: each file by psql, recorded afterwards under its phase. */
const migrate = (uri: string) => `sql() { psql -q -A -t -v ON_ERROR_STOP=1 "$@" "$${uri}"; }
sql -c 'create table if not exists schema_migrations (name text primary key, phase text)' 2>/dev/null
for file in migrations/pre-deploy/*.sql migrations/post-deploy/*.sql; do
  name=\${file#migrations/}
  [ -z "$(sql -c "select 1 from schema_migrations where name = '$name'")" ] || continue
  sql -f "$file" && sql -c "insert into schema_migrations values ('$name', '\${name%%/*}')" || exit 1
done`;

const createIndices = `case " $* " in *' --execute '*) ;; *) echo '[DRY RUN] Would create'; exit 0 ;; esac
for index in agent_document_outputs_1 agent_message_analytics_2 agent_message_consumption_analytics_1 user_search_1; do
  curl -sf -o /dev/null -X PUT "$ELASTICSEARCH_URL/front.$index" || { echo "Index front.$index already exists, skipping"; continue; }
  curl -sf -o /dev/null -X POST "$ELASTICSEARCH_URL/_aliases" -d "{\\"actions\\":[{\\"add\\":{\\"index\\":\\"front.$index\\",\\"alias\\":\\"front.\${index%_*}\\"}}]}"
done`;

describe.skipIf(!installed)('initialising front and connectors', () => {
  let postgres: TestServer;
  let world: DustWorld;
  let search: SearchServers;
  let database = 0;

  beforeAll(async () => {
    postgres = await TestServer.started();
  });
  afterAll(() => postgres.dispose());
  beforeEach(async () => {
    search = await SearchServers.started();
    world = new DustWorld();
    for (const folder of ['front', 'connectors']) {
      world.file(
        `${folder}/migrations/pre-deploy/00010101000000_migration_0.sql`,
        'create table users (id int); create table plans (code text);',
      );
      world.file(`${folder}/migrations/post-deploy/20260905120001_more.sql`, 'alter table users add name text;');
    }
    world.program('front/node_modules/.bin/tsx', createIndices);
    world.program('front/admin/init_plans.sh', `psql -q -c "insert into plans values ('FREE')" "$FRONT_DATABASE_URI" && echo Done`);
    database += 1;
    await postgres.sql('postgres', `create database front_${database};`);
    const { POSTGRES_USER: user = '', POSTGRES_PASSWORD: password = '' } = postgres.variables;
    const uri = `postgres://${user}:${encodeURIComponent(password).replaceAll("'", '%27')}@127.0.0.1:${postgres.port}/front_${database}`;
    world.hostProgram('npm', migrate('FRONT_DATABASE_URI'));
    Object.assign(world.variables, {
      NODE_ENV: 'development',
      FRONT_DATABASE_URI: uri,
      ELASTICSEARCH_URL: search.url,
      ELASTICSEARCH_USERNAME: 'elastic',
      ELASTICSEARCH_PASSWORD: 'nobody-asks',
    });
  });
  afterEach(async () => {
    world.dispose();
    await search.close();
  });

  const init = () => world.run('dust-front', 'scripts/init.sh');

  it('applies migrations, brings plans up to date, and makes indices, in the order of upstream', async () => {
    expect(await init()).toMatchObject({ status: 0 });
    expect(world.calls).toEqual([
      'npm run migration:apply',
      'init_plans.sh',
      'tsx ./scripts/create_elasticsearch_index.ts --skip-confirmation --execute',
    ]);
    expect(await postgres.sql(`front_${database}`, 'select name from schema_migrations order by phase')).toBe(
      'post-deploy/20260905120001_more.sql\npre-deploy/00010101000000_migration_0.sql\n',
    );
    expect(search.indices.get('front.agent_message_analytics_2')).toEqual(new Set(['front.agent_message_analytics']));
  });

  it('brings nothing but the plans up to date the second time', async () => {
    await init();
    world.forget();
    search.changes.length = 0;
    expect(await init()).toMatchObject({ status: 0 });
    expect({ calls: world.calls, changes: search.changes }).toEqual({ calls: ['init_plans.sh'], changes: [] });
  });

  it('applies what is new', async () => {
    await init();
    world.forget();
    world.file('front/migrations/pre-deploy/20260910000000_new.sql', 'alter table users add age int;');
    expect(await init()).toMatchObject({ status: 0 });
    expect(world.calls[0]).toBe('npm run migration:apply');
    expect(await postgres.sql(`front_${database}`, 'select count(age) from users')).toBe('0\n');
  });

  it('names the migration that was not applied, also by a command that claims success', async () => {
    world.hostProgram('npm', 'echo "No pending migrations."');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('migrations of front: not there, although npm ended with success.');
    expect(output).toContain('Not applied: post-deploy/20260905120001_more.sql pre-deploy/00010101000000_migration_0.sql');
  });

  it('shows what a failing migration has said', async () => {
    world.file('front/migrations/post-deploy/20260905120001_more.sql', 'alter table nobody add name text;');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('relation "nobody" does not exist');
    expect(output).toContain('Not applied: post-deploy/20260905120001_more.sql');
  });

  it('does not take plans for made that do not say Done', async () => {
    world.program('front/admin/init_plans.sh', 'echo "Upserting all plans"');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('plans: init_plans.sh ended with status 0, but did not say that it is done.');
  });

  it('does not take plans for made of which there are none', async () => {
    world.program('front/admin/init_plans.sh', 'echo Done');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('there are no plans');
  });

  it('does not take a dry run for indices', async () => {
    world.program('front/node_modules/.bin/tsx', 'echo "[DRY RUN] Would create"');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('There is no index front.agent_document_outputs_1.');
  });

  it('applies the migrations of connectors', async () => {
    world.variables['CONNECTORS_DATABASE_URI'] = world.variables['FRONT_DATABASE_URI']!;
    world.hostProgram('npm', migrate('CONNECTORS_DATABASE_URI'));
    expect(await world.run('dust-connectors', 'scripts/init.sh')).toMatchObject({ status: 0 });
    world.forget();
    expect(await world.run('dust-connectors', 'scripts/init.sh')).toEqual({
      status: 0,
      output: 'migrations of connectors: there already\n',
    });
    expect(world.calls).toEqual([]);
  });

  it('runs the tests of upstream on the databases for tests, with all arguments', async () => {
    Object.assign(world.variables, {
      TEST_FRONT_DATABASE_URI: world.variables['FRONT_DATABASE_URI'],
      TEST_REDIS_URI: 'redis://127.0.0.1:5434',
    });
    world.variables['FRONT_DATABASE_URI'] = 'postgres://never@127.0.0.1:1/never';
    world.program('node_modules/.bin/tsx', 'psql -q -c "create table if not exists users (id int)" "$FRONT_DATABASE_URI"; echo Done');
    world.program('node_modules/.bin/vitest', 'echo "$NODE_ENV $REDIS_URI in ${PWD##*/}"; exit 5');
    world.program('front/node_modules/.bin/tsx', 'exec ../node_modules/.bin/tsx "$@"');
    const front = await world.run('dust-front', 'scripts/test.sh', 'lib/a b.test.ts', '--bail=1');
    expect(front).toMatchObject({ status: 5 });
    expect(front.output).toContain('test redis://127.0.0.1:5434 in front\n');
    expect(world.calls.at(-1)).toBe('vitest --run lib/a b.test.ts --bail=1');
    expect((await world.run('dust-front', 'scripts/test.sh', 'front-api')).output).toContain('in front-api\n');
  });

  it('gives the tests of upstream no service of the environment and no account', async () => {
    Object.assign(world.variables, {
      TEST_FRONT_DATABASE_URI: world.variables['FRONT_DATABASE_URI'],
      TEST_REDIS_URI: 'redis://127.0.0.1:5434',
      CORE_API: 'http://127.0.0.1:3001',
      CONNECTORS_DATABASE_READ_REPLICA_URI: 'postgres://dev@127.0.0.1/dust_connectors',
      STRIPE_SECRET_KEY: 'sk_live',
    });
    world.program('front/node_modules/.bin/tsx', 'psql -q -c "create table if not exists users (id int)" "$FRONT_DATABASE_URI"');
    world.program('node_modules/.bin/vitest', "env | grep -oE '^[A-Z]+_[A-Z_]+' | sort | tr '\\n' ' '");
    const { status, output } = await world.run('dust-front', 'scripts/test.sh');
    const given = 'DUST_SOURCE FRONT_DATABASE_READ_REPLICA_URI FRONT_DATABASE_URI NODE_ENV REDIS_CACHE_URI REDIS_URI';
    expect({ status, output }).toEqual({ status: 0, output: `${given} TEST_FRONT_DATABASE_URI TEST_REDIS_URI ` });
  });
});
