import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { run } from './testing/run.js';
import { workspace } from './testing/workspace.js';

it('links in documents lead to files that exist', async (context) => {
  context.skip(!existsSync(path.join(workspace, '.git')), 'this is no git checkout');
  const question = ['-c', `safe.directory=${workspace}`, 'ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const { stdout } = await run('git', question, { cwd: workspace });
  const documents = stdout.split('\n').filter((file) => file !== '' && existsSync(path.join(workspace, file)));
  const broken = await Promise.all(
    documents.map(async (document) => {
      const links = linksOf(await readFile(path.join(workspace, document), 'utf8'));
      return links.filter((link) => !existsSync(path.join(workspace, path.dirname(document), link))).map((link) => `${document}: ${link}`);
    }),
  );
  expect(broken.flat()).toEqual([]);
});

it('the README and the script for CI agree on how to set up and test', async () => {
  const readme = await readFile(path.join(workspace, 'README.md'), 'utf8');
  const script = await readFile(path.join(workspace, '.ci/run'), 'utf8');
  expect([readme, script].map((text) => text.includes('npm ci && npm test'))).toEqual([true, true]);
});

/** Targets of links to files, without the part after #. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((match) => match[1]!).filter((link) => !/^[a-z]+:/.test(link));
}
