import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { median, type Comparison } from './comparison.js';
import { repository } from './scratchWorkspace.js';

const rounds = 7;
const token = 'a-token-for-the-benchmark';

const program = [
  process.env['CHROMIUM_BIN'],
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name))),
].find((path) => path !== undefined && existsSync(path));

export async function whyNoBrowser(): Promise<string | undefined> {
  return program === undefined ? 'there is no Chromium: see .ci/chromium' : undefined;
}

/** The console's page: how long until all components are drawn, and until what the engine sees is on the page. */
export async function consolePageBench(): Promise<Comparison[]> {
  const browser = await chromium.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    return [...(await withComponents(browser, 3)), ...(await withComponents(browser, 100))];
  } finally {
    await browser.close();
  }
}

async function withComponents(browser: Browser, count: number): Promise<Comparison[]> {
  const root = await mkdtemp(join(tmpdir(), 'dsw-bench-'));
  const runFolder = join(root, 'run');
  await mkdir(runFolder);
  const world = createWorld(count);
  const { startConsole } = (await import(pathToFileURL(join(repository, 'application/console/dist/console.js')).href)) as ConsoleModule;
  const started = await startConsole({
    settings: {
      workspace: root,
      environment: 'bench',
      port: 0,
      sampleEvery: 10_000,
      runFolder,
      self: 'console',
      token,
      database: undefined,
    },
    engine: engineOf(world),
    startRun: () => ({ interrupt: () => undefined }),
    redact: (text: string) => text,
    now: () => new Date(),
    log: () => undefined,
  });
  if (started.value === undefined) throw new Error('the console did not start');
  const { url, close } = started.value;
  try {
    const drawn: number[] = [];
    const empty: number[] = [];
    for (let round = 0; round < rounds; round++) {
      empty.push(await inPage(browser, (page) => firstPaint(page, `${url}/api/health`)));
      drawn.push(await inPage(browser, (page) => allDrawn(page, `${url}/#token=${token}`, count)));
    }
    const seen = await inPage(browser, async (page) => {
      await allDrawn(page, `${url}/#token=${token}`, count);
      const delays: number[] = [];
      for (let round = 0; round < 3 * rounds; round++) delays.push(await untilSeen(page, world, runFolder, round));
      return median(delays);
    });
    const baseline = { name: 'a browser that shows the word ok of the same server', milliseconds: median(empty) };
    return [
      {
        name: `the page of a console with ${count} components, until all are drawn`,
        measured: median(drawn),
        baseline,
        factor: 0,
        plus: 1_000,
      },
      {
        name: `a change among ${count} components, from the folder that tells of it to the page`,
        measured: seen,
        baseline,
        factor: 0,
        plus: 300,
      },
    ];
  } finally {
    await close();
    await rm(root, { recursive: true, force: true });
  }
}

async function inPage<T>(browser: Browser, body: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  try {
    return await body(await context.newPage());
  } finally {
    await context.close();
  }
}

async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('first-paint').length > 0);
  return page.evaluate(() => performance.getEntriesByName('first-paint')[0]?.startTime ?? Number.NaN);
}

/** Milliseconds from the beginning of the navigation until a frame with all components was drawn. */
async function allDrawn(page: Page, url: string, count: number): Promise<number> {
  await page.addInitScript((wanted) => {
    const look = (): void => {
      if (document.querySelectorAll('a.node').length < wanted) requestAnimationFrame(look);
      else requestAnimationFrame(() => setTimeout(() => Object.assign(globalThis, { drawnAt: performance.now() })));
    };
    requestAnimationFrame(look);
  }, count);
  await page.goto(url);
  await page.waitForFunction(() => 'drawnAt' in globalThis, undefined, { polling: 50 });
  return page.evaluate(() => (globalThis as unknown as { drawnAt: number }).drawnAt);
}

/** Milliseconds from the moment at which a component changes and leaves its trace, until a frame that shows it was drawn. */
async function untilSeen(page: Page, world: World, runFolder: string, round: number): Promise<number> {
  const state = round % 2 === 0 ? 'failed' : 'healthy';
  const seen = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector('[data-component="service-1"]')?.getAttribute('aria-label')?.endsWith(wanted) === true)
            requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
          else requestAnimationFrame(look);
        };
        look();
      }),
    state,
  );
  // The page looks by now, and no look at the workspace is under way that would hide how it is told.
  await page.waitForTimeout(130 + 37 * (round % 5));
  world.state = state;
  const changedAt = Date.now();
  await writeFile(join(runFolder, `trace-${round}`), '');
  return (await seen) - changedAt;
}

interface World {
  readonly names: readonly string[];
  /** Of the second component. */
  state: 'healthy' | 'failed';
}

function createWorld(count: number): World {
  return { names: Array.from({ length: count }, (_, index) => `service-${index}`), state: 'healthy' };
}

/** An engine that answers at once: what the engine itself takes is measured elsewhere. */
function engineOf(world: World): object {
  const empty = { ok: true, value: undefined, diagnostics: [] };
  return {
    observe: () =>
      Promise.resolve({
        ok: true,
        diagnostics: [],
        value: {
          report: {
            environment: 'bench',
            observedAt: new Date(),
            runtime: 'process',
            runtimeBecause: null,
            components: world.names.map((name, index) => rowOf(name, index === 1 ? world.state : 'healthy')),
            diagnostics: [],
            probes: Object.fromEntries(world.names.map((name) => [name, 1 + Math.random()])),
            addresses: {},
            since: {},
          },
          dependencies: world.names.map((component, index) => ({
            component,
            needs: index % 10 === 0 ? [] : [{ component: `service-${index - 1}`, condition: 'healthy', optional: false }],
          })),
        },
      }),
    usage: () => Promise.resolve({ ...empty, value: new Map() }),
    component: () => Promise.resolve(empty),
    logs: () => Promise.resolve(empty),
    backups: () => Promise.resolve(empty),
    set: () => Promise.resolve(empty),
    working: () => Promise.resolve(empty),
  };
}

function rowOf(name: string, state: string): object {
  const rest = { kind: 'platform', runtime: 'process', prepared: true, initialised: true, ports: {}, hasData: false };
  return { name, state, ...rest, lastBackup: null, lastVerified: null, detail: '' };
}

/** As much of the console's own module as is used here. */
interface ConsoleModule {
  startConsole(options: object): Promise<{ readonly value?: { readonly url: string; close(): Promise<void> } }>;
}
