import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** The Chromium of this machine: `CHROMIUM_BIN`, or one on PATH. Tests without it are skipped. */
export const chromiumProgram = [
  process.env['CHROMIUM_BIN'],
  ...onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
].find((program) => program !== undefined && program !== '' && existsSync(program));

/** Why a test in the browser cannot run here, for the name of the test. */
export const chromiumNote = 'Chromium (CHROMIUM_BIN, or on PATH)';

function onPath(...names: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Starts it, without a window. */
export function launchChromium(...more: readonly string[]): Promise<Browser> {
  if (chromiumProgram === undefined) throw new Error(`there is no ${chromiumNote}`);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return playwright.launch({
    executablePath: chromiumProgram,
    args: [
      ...sandbox,
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
      ...more,
    ],
  });
}

/** A page of its own, with what it asked for and what went wrong in it. */
export interface Watched {
  readonly page: Page;
  /** Addresses of all requests, in their order. */
  readonly requests: readonly string[];
  /** Errors of scripts, and what the page wrote as errors into the console of the browser. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, requests, errors, close: () => context.close() };
}
