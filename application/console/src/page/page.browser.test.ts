import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunAnswer } from '../api.js';
import { chromiumNote, chromiumProgram, launchChromium, openPage, type Watched } from '../testing/browser.js';
import { fakeToken, startFakeConsole, type FakeConsole } from '../testing/fakeConsole.js';
import { manyStatus, scenarioStatus } from '../testing/scenario.js';
import { seriousViolations } from '../testing/seriousViolations.js';
import { until } from '../testing/until.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const built = fileURLToPath(new URL('../../dist/page', import.meta.url));

describe.skipIf(chromiumProgram === undefined)(`the page in a browser: ${chromiumNote}`, () => {
  let browser: Browser;
  let fake: FakeConsole;
  const opened: Watched[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    fake = await startFakeConsole(built);
  });
  afterEach(async () => {
    for (const watched of opened.splice(0)) await watched.close();
    await fake.close();
  });

  /** Opens the page as `dsw console` does, or without a token. */
  async function open(where = `#token=${fakeToken}`, options: BrowserContextOptions = {}): Promise<Watched> {
    const watched = await openPage(browser, options);
    opened.push(watched);
    await watched.page.goto(`${fake.url}/${where}`);
    await watched.page.getByText('Live', { exact: true }).waitFor();
    return watched;
  }
  const show = (page: Page, fragment: string) =>
    page.evaluate((hash) => {
      location.hash = hash;
    }, fragment);

  describe('shows the components', () => {
    it('with their states, as a graph and as a table', async () => {
      const { page, errors } = await open();
      await page.getByRole('link', { name: 'postgres: healthy' }).waitFor();
      expect(await page.getByRole('group', { name: 'Components by state' }).innerText()).toMatch(
        /15 components\s+1\s+failed\s+1\s+degraded/,
      );
      await page.getByRole('button', { name: 'List' }).click();
      const rows = page.locator('tbody tr');
      expect(await rows.count()).toBe(15);
      expect(await rows.filter({ hasText: 'elasticsearch' }).innerText()).toMatch(/degraded\s+22 ms\s+8\.3 %\s+1\.2 GiB\s+9200/);
      expect(errors).toEqual([]);
    });

    it('anew when they change, and nothing else of the page', async () => {
      const { page } = await open();
      const redis = page.getByRole('link', { name: /^redis:/ });
      await page.getByRole('link', { name: 'redis: healthy' }).waitFor();
      await page.evaluate(() => {
        const seen: string[] = [];
        Object.assign(globalThis, { seen });
        new MutationObserver((changes) => {
          for (const { target } of changes) {
            const element = target instanceof Element ? target : target.parentElement;
            seen.push(element?.closest<HTMLElement>('[data-component]')?.dataset['component'] ?? element?.className.toString() ?? '');
          }
        }).observe(document.querySelector('.graph-canvas')!, { subtree: true, childList: true, attributes: true, characterData: true });
      });
      const before = scenarioStatus().components.find(({ name }) => name === 'redis')!;
      fake.send('patch', { at: new Date().toISOString(), components: [{ ...before, state: 'failed' }], removed: [] });
      await page.getByRole('link', { name: 'redis: failed' }).waitFor();
      expect(await redis.count()).toBe(1);
      expect(new Set(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen))).toEqual(new Set(['redis']));
    });

    it('that a filter finds, by name, state and key', async () => {
      const { page } = await open();
      await page.keyboard.press('v');
      const names = () => page.locator('tbody th').allInnerTexts();
      await page.keyboard.press('/');
      await page.keyboard.type('state:fail');
      await until('the table shows one', async () => (await names()).length === 1);
      expect(await names()).toEqual(['dust-connectors']);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /stopped/ }).click();
      await until('the stopped one is shown', async () => (await names()).join() === 'kafka');
      await page.getByRole('button', { name: /stopped/ }).click();
      await page.getByLabel('Profile').selectOption('starter');
      await until('those of the profile are shown', async () => (await names()).length === 9);
      await page.keyboard.press('/');
      await page.keyboard.type('nothing has this name');
      await page.getByRole('button', { name: 'Show all components' }).click();
      await until('all are shown', async () => (await names()).length === 15);
    });
  });

  it('is used with the keyboard alone', async () => {
    const { page } = await open();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-component') ?? document.activeElement?.tagName);
    await page.getByRole('link', { name: 'redis: healthy' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Enter');
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).not.toBe(first);
    await page.keyboard.press('ArrowRight');
    const name = await focused();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: name!, level: 2 }).waitFor();
    await until('the focus is in the panel', async () => (await focused()) === 'H2');
    await page.keyboard.press('Escape');
    await until('the focus is back', async () => (await focused()) === name);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Backups' }).waitFor();
    expect(await focused()).not.toBe('DIALOG');
  });

  it('shows a component with its plots, relations, variables and backups', async () => {
    const { page, errors, requests } = await open();
    await show(page, '#/components/dust-core');
    const panel = page.getByRole('complementary', { name: 'Component dust-core' });
    await panel.getByRole('figure', { name: /^Probe: .* in the median/ }).waitFor();
    await panel.getByRole('figure', { name: /^Memory: / }).waitFor();
    expect(await panel.getByRole('img', { name: /^States: healthy for / }).count()).toBe(1);
    expect(await panel.locator('canvas').count()).toBe(3);
    expect(await panel.locator('.related').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/postgres\s*healthy\s*initialised/),
        expect.stringMatching(/tika\s*starting\s*healthy, wanted/),
      ]),
    );
    await panel.getByRole('button', { name: '7 d' }).click();
    await until('a week is asked for', () => requests.some((url) => url.endsWith('/api/history?minutes=10080&component=dust-core')));
    await panel.getByRole('tab', { name: 'Variables' }).click();
    await panel.getByText('DUST_CORE_LOG_LEVEL').waitFor();
    expect(await panel.locator('.variable').filter({ hasText: 'PASSWORD' }).innerText()).toMatch(/secret\s+env\/local\/dust-core.env:3/);
    await show(page, '#/components/postgres/backups');
    await page.getByText('incomplete').waitFor();
    expect(await page.locator('.set-row').count()).toBe(4);
    expect(errors).toEqual([]);
  });

  describe('changes things', () => {
    it('only with a token, which it takes out of the address', async () => {
      const { page, requests } = await open();
      await until('the address is clean', () => !page.url().includes(fakeToken));
      await show(page, '#/components/redis');
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      const dialog = page.getByRole('alertdialog', { name: 'Stop redis?' });
      expect(await dialog.locator('li').allInnerTexts()).toEqual(['dust-front-workers', 'dust-front']);
      await dialog.getByRole('button', { name: 'Stop 3 components' }).click();
      await until('it was asked for', () => fake.asked.length === 1);
      expect(fake.asked).toEqual(['POST /api/components/redis/stop {}']);
      expect(requests.filter((url) => url.includes(fakeToken))).toEqual([]);
      expect(await page.evaluate(() => history.length)).toBeLessThan(4);
    });

    it('not without one, and says how to get it', async () => {
      const { page } = await open('');
      await page.getByText('Read only.').waitFor();
      await show(page, '#/components/redis');
      expect(await page.getByRole('button', { name: 'Stop', exact: true }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Enter a token' }).click();
      await page.getByLabel('Address or token').fill('a-wrong-token');
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByText('does not know this token').waitFor();
      await page.getByLabel('Address or token').fill(`${fake.url}/#token=${fakeToken}`);
      await page.getByRole('button', { name: 'Use it' }).click();
      await until('it can be changed', () => page.getByRole('button', { name: 'Stop', exact: true }).isEnabled());
      expect(await page.getByText('Read only.').count()).toBe(0);
    });

    it('of a backup only when the name of the component is typed', async () => {
      const { page } = await open();
      await show(page, '#/components/postgres');
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Restore…' }).click();
      const dialog = page.getByRole('alertdialog', { name: 'Restore postgres' });
      const restore = dialog.getByRole('button', { name: 'Restore postgres' });
      await dialog.getByText('dust-front-workers, dust-front, dust-core').waitFor();
      expect(await restore.isDisabled()).toBe(true);
      await dialog.getByLabel('Type postgres').fill('redis');
      expect(await restore.isDisabled()).toBe(true);
      await dialog.getByLabel('Data of the set').selectOption('20261121T112940Z-91bc');
      await dialog.getByLabel('Type postgres').fill('postgres');
      fake.refusal = { code: 409, body: { message: 'dsw up is at work', remedy: 'Wait for its end.' } };
      await restore.click();
      await dialog.getByText('dsw up is at work').waitFor();
      fake.refusal = undefined;
      await restore.click();
      await dialog.waitFor({ state: 'detached' });
      expect(fake.asked.at(-1)).toBe('POST /api/components/postgres/restore {"set":"20261121T112940Z-91bc","confirm":"postgres"}');
    });

    it('and follows the run, to a failure with what to do', async () => {
      const { page } = await open('#/components/redis');
      fake.sendRun({ kind: 'began', run });
      fake.sendRun({ kind: 'event', run: run.id, number: 0, event: { kind: 'planned', plan: { operations: [operation] } } });
      fake.sendRun({ kind: 'event', run: run.id, number: 1, event: { kind: 'started', operation } });
      fake.sendRun({ kind: 'event', run: run.id, number: 2, event: { kind: 'progress', operation, message: 'waits for its port' } });
      const bar = page.getByRole('region', { name: 'Run at work' });
      await bar.getByText('waits for its port').waitFor();
      expect(await bar.innerText()).toMatch(/dsw start redis\s+0 of 1/);
      await page.getByRole('link', { name: 'redis: starting' }).waitFor();
      fake.sendRun({ kind: 'event', run: run.id, number: 3, event: { kind: 'finished', operation, outcome: failed } });
      fake.sendRun({ kind: 'ended', run: { ...run, state: 'failed', endedAt: new Date().toISOString(), outcomes: [failed] } });
      const status = page.getByRole('status');
      await status.getByText('dsw start redis failed: its port is taken').waitFor();
      await page.getByRole('region', { name: 'What is being done' }).getByText('End what listens there').waitFor();
      fake.runs = [{ ...run, state: 'failed', endedAt: new Date().toISOString(), outcomes: [failed] }];
      await status.getByRole('link', { name: 'What happened' }).click();
      await page.getByRole('complementary', { name: 'Run' }).getByText('End what listens there').waitFor();
    });
  });

  it('shows logs live, finds in them, and waits while it is paused', async () => {
    const { page } = await open('#/components/dust-front/logs');
    const log = page.getByRole('log');
    await log.getByText('duplicate key value').waitFor();
    expect(await page.locator('.log-line.error').innerText()).toContain('duplicate key value');
    fake.log('ERROR: a new failure');
    await log.getByText('a new failure').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    fake.log('INFO while it was paused');
    await page.locator('.held').getByText('1', { exact: true }).waitFor();
    expect(await log.getByText('while it was paused').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await log.getByText('while it was paused').waitFor();
    await page.getByLabel('Search the log').fill('SLOW');
    await log.locator('mark').waitFor();
    await until('only one line is left', async () => (await log.locator('.log-line').count()) === 1);
    expect(await log.locator('mark').allInnerTexts()).toEqual(['slow']);
  });

  describe('says what is wrong', () => {
    it('when the console does not answer, goes on showing what it knows, and connects again by itself', async () => {
      const { page } = await open();
      fake.cut();
      await page.getByText('Reconnecting').waitFor();
      await page.getByText(/The console has not answered for .* What is shown is from before/).waitFor();
      await page.getByRole('link', { name: 'redis: healthy' }).waitFor();
      fake.status = { ...scenarioStatus(), components: scenarioStatus().components.map((row) => ({ ...row, state: 'stopped' })) };
      fake.resume();
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'redis: stopped' }).waitFor();
      expect(await page.getByText('The console has not answered').count()).toBe(0);
    });

    it('when the engine does not answer, with the reason and the age of what is shown', async () => {
      const { page } = await open();
      fake.send('unavailable', {
        since: new Date().toISOString(),
        reason: 'a manifest is broken',
        remedy: 'Look with: dsw validate',
        diagnostics: [],
      });
      await page.getByText(/The engine does not answer since .*: a manifest is broken/).waitFor();
      await page.getByText('Look with: dsw validate').waitFor();
      expect(await page.locator('.connection').innerText()).toMatch(/Engine away\s+as of (just now|.* ago)/);
      fake.send('available', { at: new Date().toISOString() });
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await page.getByText('a manifest is broken').count()).toBe(0);
    });

    it('when there is nothing: no components, no such component, no sets, no runs', async () => {
      fake.status = { ...scenarioStatus(), components: [], dependencies: [] };
      const { page } = await open();
      await page.getByText('This workspace has no components').waitFor();
      await show(page, '#/components/ghost');
      await page.getByText('There is no component ghost').waitFor();
      await show(page, '#/runs');
      await page.getByText('Nothing was run from here yet').waitFor();
    });
  });

  it('opens the sets and shows what is in one', async () => {
    const { page } = await open();
    await show(page, '#/backups');
    await page.locator('a.row-link').last().click();
    const panel = page.getByRole('complementary', { name: /^Set / });
    await panel.getByText('Pinned: before the upgrade to PostgreSQL 17').waitFor();
    await panel.getByText('3 tables with 128626 rows, 1 sequence').first().click();
    await panel.getByText('public.workspaces').first().waitFor();
    await page.getByRole('button', { name: 'Drill' }).click();
    await until('it was asked for', () => fake.asked.length === 1);
    expect(fake.asked).toEqual(['POST /api/workspace/drill {"set":"20261115T112938Z-c2a8"}']);
  });

  it('remembers the theme that was chosen, over what the system prefers', async () => {
    const { page } = await open(undefined, { colorScheme: 'light' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await until('it is light', async () => (await ground()) === light);
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await until('it is dark', async () => (await ground()) === dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.reload();
    await until('it is dark again', async () => (await ground()) === dark);
  });

  describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
    const places = [
      ['the graph', '#/components'],
      ['a component', '#/components/elasticsearch'],
      ['a log', '#/components/dust-front/logs'],
      ['variables', '#/components/postgres/variables'],
      ['backups of a component', '#/components/postgres/backups'],
      ['sets', '#/backups/20261115T112938Z-c2a8'],
      ['runs', '#/runs/one'],
    ] as const;

    it('has nothing that axe finds serious', async () => {
      const { page } = await open(undefined, { colorScheme });
      fake.runs = [{ ...run, state: 'failed', endedAt: new Date().toISOString(), outcomes: [failed] }];
      for (const [name, fragment] of places) {
        await show(page, fragment);
        await page.locator('.panel, .graph').first().waitFor();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        expect(await seriousViolations(page), name).toEqual([]);
      }
      await show(page, '#/components');
      await page.getByRole('button', { name: 'List' }).click();
      expect(await seriousViolations(page), 'the table').toEqual([]);
      await show(page, '#/components/postgres');
      await page.getByRole('button', { name: 'More' }).click();
      expect(await seriousViolations(page), 'a menu').toEqual([]);
      await page.getByRole('menuitem', { name: 'Restore…' }).click();
      await page.getByLabel('Type postgres').waitFor();
      expect(await seriousViolations(page), 'a dialog').toEqual([]);
    });

    it('nor when something is wrong, or read only', async () => {
      const { page } = await open('', { colorScheme });
      fake.send('unavailable', {
        since: new Date().toISOString(),
        reason: 'a manifest is broken',
        remedy: 'dsw validate',
        diagnostics: [],
      });
      fake.sendRun({ kind: 'began', run });
      await page.getByText('Engine away').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    });
  });

  it('fits a phone, without scrolling sideways', async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
    const { page } = await open(undefined, phone);
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.locator('table.components').waitFor();
    for (const fragment of [
      '#/components',
      '#/components/dust-front-workers',
      '#/components/dust-front/logs',
      '#/components/postgres/variables',
      '#/components/postgres/backups',
      '#/backups',
      '#/backups/20261115T112938Z-c2a8',
      '#/runs',
    ]) {
      await show(page, fragment);
      await page.locator('.panel, .board').last().waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      expect(await sideways(), fragment).toBe(0);
    }
    await show(page, '#/components');
    await page.getByRole('button', { name: 'Graph' }).tap();
    await page.locator('.graph-canvas').waitFor();
    expect(await sideways(), 'the graph').toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('shows a hundred components', async () => {
    fake.status = manyStatus(100);
    const { page } = await open();
    await until('all are there', async () => (await page.locator('a.node').count()) === 100);
    await page.keyboard.press('v');
    await until('all are in the table', async () => (await page.locator('tbody tr').count()) === 100);
  });

  it('takes an hour of changes without growing', async () => {
    fake.status = manyStatus(100);
    const { page } = await open('#/components/service-001/logs');
    await page.getByRole('log').getByText('listening').waitFor();
    const [session, rows] = [await page.context().newCDPSession(page), fake.status.components];
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    // A look a second, of which each changes five components and everything that is measured; lines of a log and runs beside it.
    const minutes = async (count: number): Promise<number> => {
      for (let beat = 0; beat < count * 60; beat++) {
        const components = rows
          .slice((beat * 5) % 95)
          .slice(0, 5)
          .map((row) => ({ ...row, state: beat % 2 === 0 ? ('failed' as const) : row.state }));
        fake.send('patch', {
          at: new Date().toISOString(),
          components,
          removed: [],
          probes: Object.fromEntries(rows.map(({ name }) => [name, beat % 7])),
          usage: Object.fromEntries(
            rows.map(({ name }) => [name, { cpuShare: (beat % 10) / 10, memoryBytes: 1_000_000 + beat, processes: 1 }]),
          ),
        });
        fake.log(`INFO beat ${beat}`);
        if (beat % 30 === 0) {
          fake.sendRun({ kind: 'began', run: { ...run, id: `run ${beat}` } });
          fake.sendRun({ kind: 'ended', run: { ...run, id: `run ${beat}`, state: 'done', endedAt: new Date().toISOString() } });
        }
        // As fast as the page takes them.
        if (beat % 60 === 59) await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      }
      fake.log('INFO all of it');
      await page.getByRole('log').getByText('INFO all of it').last().waitFor();
      return heap();
    };
    await minutes(20);
    const [before, after] = [await minutes(20), await minutes(20)];
    expect(after).toBeLessThan(before * 1.2 + 1_000_000);
  });

  it('asks nobody but its own console', async () => {
    const { page, requests } = await open();
    for (const fragment of ['#/components/postgres', '#/components/postgres/logs', '#/backups', '#/runs']) {
      await show(page, fragment);
      await page.locator('.panel, .board').last().waitFor();
    }
    expect(requests.length).toBeGreaterThan(5);
    expect(requests.filter((url) => !url.startsWith(`${fake.url}/`))).toEqual([]);
  });
});

const run: RunAnswer = {
  id: 'one',
  verb: 'start',
  component: 'redis',
  command: 'dsw start redis',
  startedAt: new Date().toISOString(),
  endedAt: null,
  state: 'running',
  outcomes: [],
  diagnostics: [],
};
const operation = { id: '1', verb: 'start', component: 'redis', cause: 'stopped', after: [], requires: [], milestones: [] } as const;
const failed = {
  id: 'redis:start',
  verb: 'start',
  component: 'redis',
  kind: 'failed',
  detail: 'its port is taken',
  diagnostics: [{ severity: 'error', code: 'port-taken', message: 'its port is taken', remedy: 'End what listens there' }],
  milliseconds: 40,
} as const;
