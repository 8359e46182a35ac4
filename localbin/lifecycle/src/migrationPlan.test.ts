import { describe, expect, it } from 'vitest';
import { migrationPlan, type Migration } from './migrationPlan.js';
import { scene } from './testing/scene.js';

const { graph } = scene({
  db: {},
  cache: {},
  app: { manifest: { needs: { db: 'healthy', cache: 'started' } } },
  page: { manifest: { needs: { app: 'started' } } },
});

function planned(migration: Partial<Migration>): string[] {
  const { operations } = migrationPlan({ graph, target: 'compose', withData: [], empty: [], ran: [], ...migration });
  return operations.map(({ id, cause, after }) => `${id} (${cause})${after.length === 0 ? '' : ` after ${after.join(', ')}`}`);
}

describe('the plan of a migration', () => {
  it('stops what needs the data before they are copied, their component right after, and brings everything back at the end', () =>
    expect(planned({ withData: ['db'], empty: ['cache'], ran: ['db', 'cache', 'app', 'page'] })).toEqual([
      'db:backup (to take its data to compose) after app:stop',
      'page:stop (what it needs is taken to compose)',
      'app:stop (what it needs is taken to compose) after page:stop',
      'db:stop (to take its data to compose) after db:backup, app:stop',
      'cache:stop (to run under compose) after app:stop',
      'db:restore (to take its data to compose) after page:stop, app:stop, db:stop, cache:stop',
      'cache:prep (to run under compose) after page:stop, app:stop, db:stop, cache:stop',
      'cache:start (it ran before) after db:restore, cache:prep',
      'db:start (it ran before) after db:restore, cache:prep',
      'app:start (it ran before) after db:restore, cache:prep, cache:start, db:start',
      'page:start (it ran before) after db:restore, cache:prep, app:start',
    ]));

  it('starts what is down for its backup only', () =>
    expect(planned({ withData: ['db'] })).toEqual([
      'db:start (to be backed up)',
      'db:backup (to take its data to compose) after db:start',
      'db:stop (to take its data to compose) after db:backup',
      'db:restore (to take its data to compose) after db:stop',
    ]));

  it('only prepares what is down and has no data', () =>
    expect(planned({ empty: ['cache'] })).toEqual(['cache:prep (to run under compose)']));
});
