import { expect, it } from 'vitest';
import { localStore } from '../stores/localStore.js';
import { writeManySets } from '../testing/manySets.js';
import { failuresOf } from '../testing/sets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { findSet } from './findSet.js';

it('a set is found by its id, or by the beginning of just one', async () => {
  const folder = await tempFolder();
  const store = localStore(folder, 'the sets');
  const [newest = '', ...others] = writeManySets(folder, { count: 7, newest: new Date('2026-11-21T12:00:00Z'), apart: 86_400_000 });
  expect(await findSet(store, newest)).toEqual({ ok: true, value: newest });
  expect(await findSet(store, '20261121')).toEqual({ ok: true, value: newest });
  expect(failuresOf(await findSet(store, '2025'))).toEqual(['set-not-found: there is no set "2025" in the sets']);
  expect(failuresOf(await findSet(store, ''))).toEqual(['set-not-found: there is no set "" in the sets']);
  expect(await findSet(store, '2026')).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'set-ambiguous',
        message: '"2026" may mean any of 7 sets',
        remedy: `Name one of them: ${[newest, ...others].slice(0, 5).join(', ')}, …`,
      },
    ],
  });
});
