import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, openPage } from './browser.js';
import { fakeToken, startFakeConsole, type FakeConsole } from './fakeConsole.js';
import { palettePng } from './palettePng.js';
import { scenarioFailedRun, scenarioTime } from './scenario.js';

interface Shot {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly phone?: true;
  readonly fragment: string;
  /** What is done before the picture is taken. */
  readonly before?: (page: Page, fake: FakeConsole) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'overview-light', theme: 'light', fragment: '#/components' },
  { name: 'overview-dark', theme: 'dark', fragment: '#/components' },
  { name: 'list', theme: 'light', fragment: '#/components', before: (page) => page.keyboard.press('v') },
  { name: 'component', theme: 'light', fragment: '#/components/postgres' },
  { name: 'logs', theme: 'dark', fragment: '#/components/dust-front/logs' },
  { name: 'failed', theme: 'light', fragment: '#/components/dust-connectors', before: failedRun },
  { name: 'restore', theme: 'light', fragment: '#/components/postgres', before: openRestore },
  { name: 'backups', theme: 'dark', fragment: '#/backups/20261115T112938Z-c2a8' },
  { name: 'phone', theme: 'light', phone: true, fragment: '#/components' },
  { name: 'phone-component', theme: 'dark', phone: true, fragment: '#/components/postgres' },
];

const desk: BrowserContextOptions = { viewport: { width: 1_280, height: 800 } };
const hand: BrowserContextOptions = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 1.5 };

/** Takes pictures of the main states of the built page in `page`, of a scenario that stands still, and writes them into `folder`. */
export async function takeScreenshots(page: string, folder: string): Promise<void> {
  const browser = await launchChromium();
  const fake = await startFakeConsole(page);
  try {
    for (const shot of shots) await take(shot, browser, fake, join(folder, `${shot.name}.png`));
  } finally {
    await fake.close();
    await browser.close();
  }
}

async function take({ theme, phone, fragment, before }: Shot, browser: Browser, fake: FakeConsole, file: string): Promise<void> {
  const { page, close } = await openPage(browser, {
    ...(phone === true ? hand : desk),
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  await page.clock.setFixedTime(scenarioTime + 3_000);
  await page.goto(`${fake.url}/#token=${fakeToken}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
  await page
    .locator(fragment === '#/components' ? '.node, .row-link' : '.panel')
    .first()
    .waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await before?.(page, fake);
  await page.locator('.loading').waitFor({ state: 'detached' });
  await writeFile(file, palettePng(await page.screenshot({ animations: 'disabled' })));
  await close();
}

async function openRestore(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Restore…' }).click();
  await page.getByLabel('Type postgres').fill('postgr');
}

async function failedRun(page: Page, fake: FakeConsole): Promise<void> {
  for (const message of scenarioFailedRun()) fake.sendRun(message);
  await page.getByRole('region', { name: 'What is being done' }).getByText('failed').first().waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).last().click();
}
