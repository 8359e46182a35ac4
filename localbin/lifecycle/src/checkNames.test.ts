import { problem, type Catalog } from '@dust-workspace/component';
import { expect, it } from 'vitest';
import { checkNames } from './checkNames.js';
import { scene } from './testing/scene.js';

const broken = problem('unknown-key', 'there is no key `prots`');
const catalog: Catalog = {
  root: '/w',
  components: scene({ timescale: {}, redis: {} }).components,
  disabled: [{ name: 'mail', kind: 'platform', root: 'platform/mail', diagnostics: [broken] }],
  diagnostics: [broken],
};

it('finds nothing to say of names that are components', () => {
  expect(checkNames(catalog, [])).toEqual({ ok: true, value: undefined });
  expect(checkNames(catalog, ['redis', 'timescale'])).toEqual({ ok: true, value: undefined });
});

it('says of each other what may have been meant, and of a disabled one why it is', () => {
  expect(checkNames(catalog, ['timescal', 'redis', 'mail', 'a\nb'])).toEqual({
    ok: false,
    diagnostics: [
      problem('unknown-component', 'there is no component timescal', 'Did you mean timescale?'),
      broken,
      problem('unknown-component', 'there is no component "a\\nb"', 'dsw status lists them.'),
    ],
  });
});
