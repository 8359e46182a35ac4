import { describe, expect, it } from 'vitest';
import { shownVariables } from './shownVariables.js';

describe('variables that are shown', () => {
  it('say where they come from, and keep their secrets', () => {
    const variables = new Map(
      [
        {
          name: 'REDIS_PASSWORD',
          value: 'sentinel',
          secret: true,
          origin: { layer: 'environment' as const, file: 'env/local/redis.env', line: 4 },
          shadowed: [{ layer: 'manifest' as const }],
        },
        { name: 'REDIS_PORT', value: '7000', secret: false, origin: { layer: 'lease' as const }, shadowed: [] },
      ].map((variable) => [variable.name, variable]),
    );
    expect(shownVariables({ variables })).toEqual([
      {
        name: 'REDIS_PASSWORD',
        value: '****',
        secret: true,
        origin: 'env/local/redis.env:4',
        overridden: ['default of component.yaml'],
      },
      { name: 'REDIS_PORT', value: '7000', secret: false, origin: 'leased port', overridden: [] },
    ]);
  });
});
