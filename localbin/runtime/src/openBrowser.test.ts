import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBrowser } from './openBrowser.js';

const url = 'http://127.0.0.1:1/?a=b&c=$HOME#d';

describe('a browser', () => {
  const opened = async (variables: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux'): Promise<unknown> => {
    const folder = await mkdtemp(join(tmpdir(), 'dsw browser $-'));
    try {
      const processEnv = { PATH: process.env['PATH'], OUT: join(folder, 'out'), ...variables };
      const result = await openBrowser(url, { processEnv, platform });
      return result.ok ? await readFile(processEnv.OUT, 'utf8') : result.diagnostics.map(({ message }) => message);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('is the first of $BROWSER that can be started, and gets the address as it is', async () => {
    expect(await opened({ BROWSER: 'no-such-browser:false:echo %s >"$OUT"' })).toBe(`${url}\n`);
    expect(await opened({ BROWSER: '>"$OUT" echo -n' })).toBe(url);
  });

  it('that stays is one that was opened', async () => {
    expect(await opened({ BROWSER: 'echo %s >"$OUT"; sleep 3; false' })).toBe(`${url}\n`);
  });

  it('is none without a display', async () => {
    expect(await opened({})).toEqual(['there is no display, and no BROWSER is set']);
    expect(await opened({ DISPLAY: '' })).toEqual(['there is no display, and no BROWSER is set']);
    expect(await opened({ DISPLAY: ':0', PATH: '/nowhere' })).toEqual(['no browser could be started: xdg-open']);
    expect(await opened({ PATH: '/nowhere' }, 'darwin')).toEqual(['no browser could be started: open']);
  });
});
