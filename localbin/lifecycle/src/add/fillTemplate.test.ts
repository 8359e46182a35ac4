import { expect, it } from 'vitest';
import { fillTemplate } from './fillTemplate.js';

it('fills in texts, and leaves alone what it does not know', () => {
  expect(fillTemplate('a {{name}} ${{{name}}} {{other}} {{}}\n', { name: 'x' })).toBe('a x ${x} {{other}} {{}}\n');
});

it('keeps a section where there is something, and its opposite where there is not, with the lines of their marks gone', () => {
  const template = 'a\n{{#image}}\nimage {{image}}\n{{/image}}\n  {{^image}}\nnone\n  {{/image}}\nz\n';
  expect(fillTemplate(template, { image: 'redis' })).toBe('a\nimage redis\nz\n');
  expect(fillTemplate(template, { image: '' })).toBe('a\nnone\nz\n');
  expect(fillTemplate(template, {})).toBe('a\nnone\nz\n');
});

it('repeats a section for each of a list', () => {
  const ports = [{ port: 'A' }, { port: 'B' }];
  expect(fillTemplate('{{#ports}}\n- {{port}} of {{name}}\n{{/ports}}\n', { ports, name: 'x' })).toBe('- A of x\n- B of x\n');
  expect(fillTemplate('a\n{{#ports}}\n- {{port}}\n{{/ports}}\n', { ports: [] })).toBe('a\n');
});

it('knows sections within sections, and within a line', () => {
  const template = '{{#a}}\n1\n{{#b}}\n2\n{{/b}}\n{{/a}}\nx{{#b}}, {{b}}{{/b}}.\n';
  expect(fillTemplate(template, { a: true, b: 'y' })).toBe('1\n2\nx, y.\n');
  expect(fillTemplate(template, { a: true, b: false })).toBe('1\nx.\n');
  expect(fillTemplate(template, { a: false, b: 'y' })).toBe('x, y.\n');
});

it('leaves one empty line where several would be, and ends with one line end', () => {
  expect(fillTemplate('a\n\n{{#no}}\nb\n\n{{/no}}\nc\n\n\n', {})).toBe('a\n\nc\n');
});
