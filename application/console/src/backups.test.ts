import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupsAnswer, ComponentAnswer, SetAnswer } from './api.js';
import { get } from './testing/request.js';
import { runConsole, type RunningConsole } from './testing/runningConsole.js';
import { createWorkspace, sleeper, type TestWorkspace } from './testing/workspace.js';

const rows = `description: Keeps rows
profiles: [starter]
ports: { ROWS_PORT: 7000 }
env:
  ROWS_PASSWORD: { secret: true, default: sentinel-of-rows }
  ROWS_COLOUR: { default: red, description: What they look like }
runtimes: { process: { command: [sleep, infinity] } }
init: {}
`;

let workspace: TestWorkspace;
let console: RunningConsole;

beforeAll(async () => {
  workspace = await createWorkspace({
    'platform/rows/component.yaml': rows,
    'platform/rows/scripts/init.sh': 'echo first >"$DSW_VOLUME/rows"\n',
    'platform/user/component.yaml': sleeper('needs: { rows: initialised }\n'),
    'platform/rows/.env': 'ROWS_COLOUR=green\n',
  });
  console = await runConsole(workspace);
  await console.ended(await console.begins('/api/components/rows/init'));
});
afterAll(async () => {
  await console.close();
  await workspace.remove();
});

const read = async <T>(path: string): Promise<T> => JSON.parse((await get(console.url, path)).body) as T;
const detail = (): Promise<ComponentAnswer> => read('/api/components/rows');
const refusedActions = async (): Promise<string[]> => (await detail()).actions.flatMap(({ verb, allowed }) => (allowed ? [] : [verb]));

describe('a component in detail', () => {
  it('says what it needs, where it is, and where each variable comes from; its secrets are masked', async () => {
    const { name, description, profiles, needs, dependents, ports, variables, since, diagnostics } = await detail();
    expect({ name, description, profiles, needs, dependents, diagnostics }).toEqual({
      name: 'rows',
      description: 'Keeps rows',
      profiles: ['starter'],
      needs: [],
      dependents: [{ component: 'user', condition: 'initialised', optional: false }],
      diagnostics: [],
    });
    expect(ports).toEqual([{ name: 'ROWS_PORT', port: expect.any(Number) as number, url: null }]);
    expect(variables.filter(({ name: variable }) => !variable.endsWith('_PORT'))).toEqual([
      { name: 'ROWS_HOST', value: '127.0.0.1', secret: false, origin: 'host of the port', overridden: [] },
      { name: 'ROWS_PASSWORD', value: '****', secret: true, origin: 'default of component.yaml', overridden: [] },
      { name: 'ROWS_COLOUR', value: 'green', secret: false, origin: 'platform/rows/.env:1', overridden: ['default of component.yaml'] },
    ]);
    expect(Date.parse(since ?? '')).toBeLessThanOrEqual(Date.now());
  });
});

describe('backups', () => {
  it('are made, told with what they hold, drilled, and restored once that is confirmed', async () => {
    expect(await read('/api/backups')).toMatchObject({ sets: [], damaged: [] });
    expect(await refusedActions()).toEqual(['verify', 'drill', 'restore']);

    expect(await console.ended(await console.begins('/api/components/rows/backup'))).toMatchObject({ state: 'done' });
    expect(await console.ended(await console.begins('/api/components/rows/drill'))).toMatchObject({ state: 'done' });
    expect(await refusedActions()).toEqual([]);
    const { sets } = await read<BackupsAnswer>('/api/backups');
    expect(sets).toMatchObject([
      { components: ['rows'], drilled: { rows: expect.any(String) }, pinned: null, incomplete: [], consistent: false },
    ]);
    const [set] = sets;
    const whole = await read<SetAnswer>(`/api/backups/${set?.id ?? ''}`);
    expect(whole).toMatchObject({ set, snapshots: [{ component: 'rows', method: 'volume', runtime: 'process', problem: null }] });
    expect(whole.snapshots[0]?.contents).toContainEqual(expect.objectContaining({ name: 'rows' }));
    expect((await get(console.url, '/api/backups/none')).status).toBe(404);

    const file = join(workspace.root, 'platform/rows/volumes/local/rows');
    await workspace.write({ 'platform/rows/volumes/local/rows': 'second\n' });
    expect((await console.asks('/api/components/rows/restore', { set: set?.id })).status).toBe(400);
    expect(await readFile(file, 'utf8')).toBe('second\n');
    const restored = await console.ended(await console.begins('/api/components/rows/restore', { set: set?.id, confirm: 'rows' }));
    expect(restored).toMatchObject({ state: 'done' });
    expect(await readFile(file, 'utf8')).toBe('first\n');
    expect((await detail()).status.lastBackup?.set).toBe(set?.id);
  });

  it('hold no secret in any answer', async () => {
    const paths = ['/api/status', '/api/components/rows', '/api/backups', '/api/runs'];
    const bodies = await Promise.all(paths.map(async (path) => (await get(console.url, path)).body));
    expect(bodies.join()).not.toMatch(/sentinel/);
  });
});
