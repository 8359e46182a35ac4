import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

const started = { DSW_WORKSPACE: '/work', DSW_ENVIRONMENT: 'local', CONSOLE_PORT: '4400' };
const component = { DSW_COMPONENT: 'console', DSW_RUN: '/work/env/local/run/console', CONSOLE_TOKEN: 'sentinel' };

describe('the settings', () => {
  it('come from the variables of the component', () => {
    const database = {
      CONSOLE_DATABASE_HOST: '127.0.0.1',
      CONSOLE_DATABASE_PORT: '5432',
      CONSOLE_DATABASE_USER: 'dust',
      CONSOLE_DATABASE_PASSWORD: 'secret',
      CONSOLE_DATABASE_NAME: 'metrics',
    };
    expect(readSettings({ ...started, ...component, ...database, CONSOLE_SAMPLE_EVERY: '500ms' })).toEqual({
      ok: true,
      value: {
        workspace: '/work',
        environment: 'local',
        port: 4_400,
        sampleEvery: 500,
        runFolder: '/work/env/local/run',
        self: 'console',
        token: 'sentinel',
        database: { host: '127.0.0.1', port: 5_432, user: 'dust', password: 'secret', name: 'metrics' },
      },
    });
  });

  it('have no database when its variables are empty, as they are without timescale', () => {
    expect(readSettings({ ...started, CONSOLE_DATABASE_HOST: '', CONSOLE_DATABASE_PORT: '', CONSOLE_DATABASE_PASSWORD: '' })).toEqual({
      ok: true,
      value: {
        workspace: '/work',
        environment: 'local',
        port: 4_400,
        sampleEvery: 10_000,
        runFolder: '/work/env/local/run',
        self: 'console',
        token: undefined,
        database: undefined,
      },
    });
  });

  it.each(['two words', 'schlüssel', 'line\nbreak'])('have no token that no header can hold: %j', (token) => {
    expect(readSettings({ ...started, ...component, CONSOLE_TOKEN: token })).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'bad-token',
          message: 'CONSOLE_TOKEN holds what no Authorization header can: blanks, or characters beyond ASCII',
          remedy: 'Write another into env/local/console.env, then start it again.',
        },
      ],
    });
  });

  it('say how to start the console when they are missing', () => {
    expect(readSettings({})).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'no-workspace',
          message: 'DSW_WORKSPACE, DSW_ENVIRONMENT and CONSOLE_PORT are needed',
          remedy: 'Start the console with: dsw start console',
        },
      ],
    });
  });

  it('refuse an interval that is no duration', () => {
    expect(readSettings({ ...started, CONSOLE_SAMPLE_EVERY: 'often' })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'bad-interval' }],
    });
  });
});
