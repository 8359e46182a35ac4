import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isSetting } from './settings.js';

it('every setting that the template of env/project.env shows is known', () => {
  const template = readFileSync(new URL('../../../../env/project.env.template', import.meta.url), 'utf8');
  const names = [...template.matchAll(/^#?(DSW_[A-Z_]+)=/gm)].map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !isSetting(name))).toEqual([]);
});
