import { expect, it } from 'vitest';
import { imageVariable } from './imageVariable.js';

it('is named after the component', () => {
  expect(imageVariable('dust-front')).toBe('DUST_FRONT_IMAGE');
});
