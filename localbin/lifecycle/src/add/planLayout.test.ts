import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planLayout } from './planLayout.js';
import { readTemplates } from './readTemplates.js';

const repository = join(import.meta.dirname, '../../../..');
const templates = readTemplates('init');

function plan(present: ReadonlyMap<string, string>, projects: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const files = planLayout({ read: (path) => present.get(path), projects }, templates);
  return new Map(files.map(({ path, text }) => [path, text]));
}

it('gives an empty workspace everything, and nothing the second time', () => {
  const first = plan(new Map());
  expect([...first.keys()].sort()).toEqual([
    '.gitattributes',
    '.gitignore',
    'application/README.md',
    'env/README.md',
    'env/project.env.template',
    'infra/README.md',
    'infra/configuration/default/.gitkeep',
    'infra/configuration/local/.gitkeep',
    'nx.json',
    'ops/workspace/project.json',
    'platform/README.md',
  ]);
  expect(first.get('ops/workspace/project.json')).toBe('{\n  "name": "workspace"\n}\n');
  expect(plan(first)).toEqual(new Map());
});

it('keeps what is there, and adds lines to what is shared', () => {
  const present = new Map([
    ['.gitignore', 'node_modules'],
    ['platform/README.md', 'ours'],
    ['nx.json', '{ "plugins": ["@dust-workspace/nx"] }'],
  ]);
  const planned = plan(present);
  expect(planned.get('.gitignore')).toBe(`node_modules\n\n${templates.get('.gitignore')}`);
  expect(planned.has('platform/README.md') || planned.has('nx.json')).toBe(false);
});

it('takes the project that is there, and another name where somebody has that', () => {
  expect(plan(new Map(), new Map([['everything', 'ops/workspace']])).has('ops/workspace/project.json')).toBe(false);
  expect(plan(new Map(), new Map([['workspace', 'apps/workspace']])).get('ops/workspace/project.json')).toBe(
    '{\n  "name": "dust-workspace"\n}\n',
  );
});

it('has the settings that this workspace has, but for its profile', () => {
  const own = readFileSync(join(repository, 'env/project.env.template'), 'utf8');
  expect(templates.get('env/project.env.template')).toBe(own.replace(/^DSW_PROFILE=/m, '#DSW_PROFILE='));
});
