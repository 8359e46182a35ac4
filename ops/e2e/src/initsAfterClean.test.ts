import { describe, expect, it } from 'vitest';
import { inWorkspace } from './testing/workspace.js';

/** A store that keeps lines, and an application that writes one of them before it starts. */
const files = {
  'platform/store/component.yaml': `description: Keeps lines
profiles: [starter]
runtimes: { process: { command: [sleep, infinity] } }
ready: { command: ['true'] }
`,
  'platform/store/scripts/init.sh': 'touch "$DSW_VOLUME/lines"\n',
  'application/app/component.yaml': `description: Writes a line into the store
profiles: [starter]
needs: { store: initialised }
init: { when: before-start }
runtimes: { process: { command: [sleep, infinity] } }
`,
  'application/app/scripts/init.sh':
    'lines=$DSW_WORKSPACE/platform/store/volumes/$DSW_ENVIRONMENT/lines\ngrep -q app "$lines" || echo app >>"$lines"\n',
};
const lines = 'platform/store/volumes/local/lines';

describe('what a component has made in another', () => {
  it('is made again when that was cleaned, before the component starts', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.succeeds('clean store --yes');
      expect((await workspace.status())['app']?.initialised).toBe(false);
      await workspace.succeeds('up');
      expect(await workspace.read(lines)).toBe('app\n');
    }));

  it('is made again when that is restored as it was before', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('start store');
      await workspace.succeeds('init store');
      await workspace.succeeds('backup store');
      await workspace.succeeds('up');
      expect(await workspace.read(lines)).toBe('app\n');
      await workspace.succeeds('restore store');
      expect(await workspace.read(lines)).toBe('app\n');
      const { app, store } = await workspace.status();
      expect([app?.state, app?.initialised, store?.state]).toEqual(['running', true, 'healthy']);
    }));

  it('is made again when the component itself is cleaned, which has no data of its own', () =>
    inWorkspace(files, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.write({ [lines]: '' });
      await workspace.succeeds('reset app --yes');
      expect(await workspace.read(lines)).toBe('app\n');
    }));
});
