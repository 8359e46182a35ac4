import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { run } from './testing/run.js';
import { scratchFolder } from './testing/scratchFolder.js';
import { workspace } from './testing/workspace.js';

async function linesAfterRun(files: Readonly<Record<string, string>>): Promise<{ lines: string[]; status: number | null }> {
  const folder = await scratchFolder();
  await mkdir(path.join(folder, 'src'));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, 'src', name), content);
  await writeFile(
    path.join(folder, 'vitest.config.mjs'),
    `export default { test: { globals: true, reporters: ['default', '${workspace}/ops/quality/src/summaryReporter.ts'] } };`,
  );
  const { stdout, status } = await run(process.execPath, [path.join(workspace, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: folder,
    env: { NO_COLOR: '1', CI: 'true' },
  });
  const lines = stdout.trimEnd().split('\n');
  return { lines: lines.filter((line, index) => line.startsWith('skipped: ') || index === lines.length - 1), status };
}

it('ends with the sum, and names what was skipped with the reason', async () => {
  const files = {
    'a.test.js': `
      it('passes', () => {});
      describe('group', () => it('needs docker', (context) => context.skip('docker is not installed')));
      it.skip('is left out', () => {});`,
    'b.test.js': "it('passes too', () => {});",
  };
  expect(await linesAfterRun(files)).toEqual({
    lines: [
      'skipped: src/a.test.js > group > needs docker: docker is not installed',
      'skipped: src/a.test.js > is left out: no reason given, use context.skip(reason)',
      '2 passed, 0 failed, 2 skipped',
    ],
    status: 0,
  });
});

it('counts failed tests, failed hooks, files that do not load and errors outside of tests', async () => {
  const files = {
    'fails.test.js': "it('fails', () => { throw new Error('no'); });",
    'hook.test.js': "beforeAll(() => { throw new Error('no'); }); it('never runs', () => {});",
    'load.test.js': "throw new Error('no');",
    'stray.test.js': "it('passes', () => new Promise((resolve) => setTimeout(() => { resolve(); throw new Error('no'); })));",
  };
  expect(await linesAfterRun(files)).toEqual({
    lines: ['skipped: src/hook.test.js > never runs: its suite failed', '1 passed, 4 failed, 1 skipped'],
    status: 1,
  });
});
