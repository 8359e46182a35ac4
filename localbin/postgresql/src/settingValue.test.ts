import { expect, it } from 'vitest';
import { settingValue } from './settingValue.js';

it('quotes an ordinary value as one text', () => {
  expect(settingValue('work_mem', '8MB')).toBe(`'8MB'`);
  expect(settingValue('application_name', `it's, "one"`)).toBe(`'it''s, "one"'`);
});

it('quotes a list name by name', () => {
  expect(settingValue('search_path', 'App, "Other Schema", "a,""b", "$user"')).toBe(`'app', 'Other Schema', 'a,"b', '$user'`);
});

it('keeps an empty list empty', () => {
  expect(settingValue('search_path', '')).toBe(`''`);
});
