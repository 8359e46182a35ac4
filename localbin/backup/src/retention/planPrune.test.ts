import { zoneOffset } from '@dust-workspace/component/testing';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localStore } from '../stores/localStore.js';
import { writeManySets, type ManySets } from '../testing/manySets.js';
import { failuresOf, valueOf } from '../testing/sets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { describeReason } from './describeReason.js';
import { takeInventory } from './inventory.js';
import { planPrune, removalsOf, type PrunePlan } from './planPrune.js';
import { emptyPolicy, type Policy } from './policy.js';
import { prune } from './prune.js';

const noon = new Date('2026-11-21T12:00:00Z');
const context = { now: noon, offsetAt: zoneOffset('UTC') };
const day = 86_400_000;

async function storeWith(options: Partial<ManySets> = {}): Promise<{ folder: string; ids: string[] }> {
  const folder = await tempFolder();
  return { folder, ids: writeManySets(folder, { count: 4, newest: noon, apart: day, ...options }) };
}

async function plan(folder: string, policy: Partial<Policy>, named: readonly string[] = []): Promise<ReturnType<typeof planPrune>> {
  const inventory = valueOf(await takeInventory(localStore(folder)));
  return planPrune({ ...emptyPolicy, ...policy }, inventory, named, context);
}

function inShort({ verdicts, unreadable }: PrunePlan): string[] {
  return [
    ...verdicts.map(({ kind, set, because }) => `${kind} ${set.id}: ${[because].flat().map(describeReason).join('; ')}`),
    ...unreadable.map(({ kind, id, diagnostic }) => `${kind} ${id}: ${diagnostic.code}`),
  ];
}

describe('a plan of a prune', () => {
  it('says of every set what becomes of it, why, and what that frees', async () => {
    const pinned = { at: noon.toISOString(), reason: 'the last of the old version' };
    const { folder, ids } = await storeWith({ stamps: (index) => (index === 3 ? { pinned } : undefined) });
    const planned = valueOf(await plan(folder, { last: 1 }));
    expect(inShort(planned)).toEqual([
      `kept ${ids[0]}: last snapshot; newest of store`,
      `removed ${ids[1]}: no rule keeps it`,
      `removed ${ids[2]}: no rule keeps it`,
      `kept ${ids[3]}: pinned: the last of the old version`,
    ]);
    expect({ freed: planned.freed, removals: removalsOf(planned) }).toEqual({
      freed: 2 * 'the data of store'.length,
      removals: [ids[2], ids[1]],
    });
  });

  it('without a policy is an error that says how to write one', async () => {
    const { folder } = await storeWith();
    expect(await plan(folder, {})).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'retention-policy-missing',
          message: 'there is no retention policy, so nothing is removed',
          remedy: expect.stringContaining('DSW_BACKUP_KEEP_LAST=3') as string,
        },
      ],
    });
  });

  it('keeps a damaged set, and does not count it, unless it is named', async () => {
    const { folder, ids } = await storeWith();
    const [newest = '', second = '', third = ''] = ids;
    await writeFile(join(folder, newest, 'manifest.json'), '{}');
    await rm(join(folder, third, 'manifest.json.sha256'));
    const kept = [`kept ${second}: last snapshot; newest of store`, `removed ${ids[3]}: no rule keeps it`];
    expect(inShort(valueOf(await plan(folder, { last: 1 })))).toEqual([
      ...kept,
      `kept ${newest}: set-damaged`,
      `kept ${third}: set-damaged`,
    ]);
    const planned = valueOf(await plan(folder, { last: 1 }, [third]));
    expect(inShort(planned)).toEqual([...kept, `kept ${newest}: set-damaged`, `removed ${third}: set-damaged`]);
    expect(removalsOf(planned)).toEqual([ids[3], third]);
  });

  it('refuses to remove by name what is sound, pinned or not there', async () => {
    const { folder, ids } = await storeWith({
      stamps: (index) => (index === 1 ? { pinned: { at: noon.toISOString(), reason: '' } } : undefined),
    });
    const [newest = '', second = ''] = ids;
    await writeFile(join(folder, second, 'manifest.json'), '{}');
    expect(failuresOf(await plan(folder, { last: 1 }, [newest, second, 'x']))).toEqual([
      `set-sound: the set ${newest} is not damaged`,
      `set-pinned: the damaged set ${second} is pinned`,
      'set-not-found: there is no damaged set "x"',
    ]);
  });
});

describe('a prune', () => {
  it('removes what was planned and nothing else, and then has nothing left to do', async () => {
    const { folder, ids } = await storeWith({ count: 30 });
    const planned = valueOf(await plan(folder, { last: 2, weekly: 3 }));
    const removed = valueOf(await prune(localStore(folder), planned));
    expect((await readdir(folder)).sort()).toEqual(ids.filter((id) => !removed.includes(id)).sort());
    expect(removed).toHaveLength(26);
    const again = valueOf(await plan(folder, { last: 2, weekly: 3 }));
    expect(removalsOf(again)).toEqual([]);
    expect(await prune(localStore(folder), again)).toEqual({ ok: true, value: [] });
  });

  it('that fails half way is finished by the next one', async () => {
    const { folder, ids } = await storeWith({ count: 10 });
    const store = localStore(folder);
    const planned = valueOf(await plan(folder, { last: 1 }));
    let left = 4;
    // One set at a time, and the fifth cannot be removed.
    const failing = Object.assign(Object.create(store) as typeof store, {
      remove: async (all: readonly string[]) => {
        for (const id of all) {
          if (left-- === 0) return { ok: false as const, diagnostics: [] };
          await store.remove([id]);
        }
        return { ok: true as const, value: undefined };
      },
    });
    expect((await prune(failing, planned)).ok).toBe(false);
    expect(await readdir(folder)).toHaveLength(6);
    valueOf(await prune(store, valueOf(await plan(folder, { last: 1 }))));
    expect(await readdir(folder)).toEqual([ids[0]]);
  });
});
