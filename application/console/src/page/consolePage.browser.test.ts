import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumNote, chromiumProgram, launchChromium, openPage, type Watched } from '../testing/browser.js';
import { createConsole, threeComponents, type RealConsole } from '../testing/realConsole.js';
import { until } from '../testing/until.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const patience = { timeout: 60_000 };

describe.skipIf(chromiumProgram === undefined)(`the console over a workspace of real processes, in a browser: ${chromiumNote}`, () => {
  let browser: Browser;
  let console: RealConsole;
  const opened: Watched[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    console = await createConsole(threeComponents());
  });
  afterAll(async () => {
    await browser.close();
    await console?.remove();
  });
  afterEach(async () => {
    for (const watched of opened.splice(0)) await watched.close();
  });

  async function open(fragment = ''): Promise<Watched> {
    const watched = await openPage(browser);
    opened.push(watched);
    watched.page.setDefaultTimeout(60_000);
    await watched.page.goto(`${console.url}/#token=${console.token}`);
    await watched.page.getByText('Live', { exact: true }).waitFor();
    if (fragment !== '') await show(watched.page, fragment);
    return watched;
  }
  const show = (page: Page, fragment: string) =>
    page.evaluate((hash) => {
      location.hash = hash;
    }, fragment);
  const node = (page: Page, name: string, state: string) => page.getByRole('link', { name: `${name}: ${state}`, exact: true });

  it('starts everything from the page, and shows each as it becomes ready', async () => {
    const { page, errors } = await open();
    await node(page, 'store', 'stopped').waitFor(patience);
    await page.getByRole('button', { name: 'Workspace' }).click();
    await page.getByRole('menuitem', { name: /^Start all/ }).click();
    for (const name of ['store', 'api', 'worker']) await node(page, name, 'healthy').waitFor(patience);
    await page.getByRole('status').getByText('dsw up: done').waitFor(patience);
    expect(errors).toEqual([]);
  });

  it('shows what others do, and stops and starts a component with what needs it', async () => {
    const { page } = await open();
    await console.run('/api/components/worker/stop');
    await node(page, 'worker', 'stopped').waitFor(patience);
    await console.run('/api/components/worker/start');
    await node(page, 'worker', 'healthy').waitFor(patience);

    await show(page, '#/components/api');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop 2 components' }).click();
    await node(page, 'api', 'stopped').waitFor(patience);
    await node(page, 'worker', 'stopped').waitFor(patience);
    expect(await node(page, 'store', 'healthy').count()).toBe(1);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await node(page, 'api', 'healthy').waitFor(patience);
    await console.run('/api/components/worker/start');
  });

  it('shows logs live and finds in them', async () => {
    const { page } = await open('#/components/worker/logs');
    const last = async (): Promise<number> => {
      const lines = await page.locator('.log-text').allInnerTexts();
      return Math.max(0, ...lines.map((line) => Number(/^tick (\d+)$/.exec(line)?.[1] ?? 0)));
    };
    await page.getByRole('log').getByText('tick', { exact: false }).first().waitFor(patience);
    const before = await last();
    await until('more has come', async () => (await last()) > before + 2);
    await show(page, '#/components/api/logs');
    await page.getByLabel('Search the log').fill('BAD REQUEST');
    await page.locator('mark').first().waitFor(patience);
    await until('only what was searched for is shown', async () => {
      const lines = await page.locator('.log-text').allInnerTexts();
      return lines.length > 0 && lines.every((line) => line === 'ERROR: a bad request');
    });
  });

  it('shows variables with where they come from, and no secret', async () => {
    const { page } = await open('#/components/store/variables');
    await page.getByText('EXAMPLE_PASSWORD').waitFor(patience);
    expect(await page.locator('.variable').allInnerTexts()).toEqual([
      expect.stringMatching(/EXAMPLE_LEVEL\s+notice\s+default of component\.yaml/),
      expect.stringMatching(/EXAMPLE_PASSWORD\s+secret\s+default of component\.yaml/),
    ]);
    expect(await page.content()).not.toContain('never-to-be-seen');
  });

  it('backs up, shows what is in the set, and restores after the name was typed', async () => {
    const { page } = await open('#/components/store');
    const file = join(console.root, 'platform/store/volumes/local/data/file');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: /^Back up/ }).click();
    await page.getByRole('status').getByText('dsw backup store: done').waitFor(patience);
    await writeFile(file, 'second\n');

    await page.getByRole('tab', { name: 'Backups' }).click();
    await page.locator('.set-row a').click();
    await page.getByRole('complementary', { name: /^Set / }).getByText('a copy of its volume').waitFor(patience);

    await show(page, '#/components/store');
    await until('it can be restored', async () => {
      await page.getByRole('button', { name: 'More' }).click();
      const item = page.getByRole('menuitem', { name: 'Restore…' });
      if ((await item.getAttribute('aria-disabled')) === 'false') return item.click().then(() => true);
      return page.keyboard.press('Escape').then(() => false);
    });
    const dialog = page.getByRole('alertdialog', { name: 'Restore store' });
    const restore = dialog.getByRole('button', { name: 'Restore store' });
    await dialog.getByText('worker, api').waitFor(patience);
    await dialog.getByLabel('Type store').fill('stor');
    expect(await restore.isDisabled()).toBe(true);
    await dialog.getByLabel('Type store').fill('store');
    await restore.click();
    await page
      .getByRole('status')
      .getByText(/dsw restore store.*: done/)
      .waitFor(patience);
    expect(await readFile(file, 'utf8')).toBe('first\n');
    for (const name of ['store', 'api', 'worker']) await node(page, name, 'healthy').waitFor(patience);
    await show(page, '#/runs');
    await page.getByRole('link', { name: /^dsw restore store/ }).waitFor(patience);
  });

  it('draws what was recorded', async () => {
    const { page } = await open('#/components/store');
    await page.getByRole('figure', { name: /^Probe: / }).waitFor(patience);
    await page.getByRole('img', { name: /^States: .*healthy for / }).waitFor(patience);
  });

  it('asks nobody but the console, and never puts the token into an address', async () => {
    const { page, requests } = await open('#/components/store');
    await page.getByRole('heading', { name: 'store' }).waitFor(patience);
    expect(page.url()).toBe(`${console.url}/#/components/store`);
    await page.reload();
    await until('it may still change things', () => page.getByRole('button', { name: 'Stop', exact: true }).isEnabled());
    expect(requests.filter((url) => !url.startsWith(`${console.url}/`) || url.includes(console.token))).toEqual([]);
  });

  it('connects again to a console that was started anew', async () => {
    const { page } = await open();
    await node(page, 'store', 'healthy').waitFor(patience);
    await console.stop();
    await page.getByText('Reconnecting').waitFor(patience);
    await node(page, 'store', 'healthy').waitFor(patience);
    await console.start();
    await page.getByText('Live', { exact: true }).waitFor(patience);
  });
});
