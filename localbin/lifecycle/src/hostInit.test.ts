import { describe, expect, it } from 'vitest';
import { checkHost } from './hostInit.js';

const codes = (nodeVersion: string, platform: NodeJS.Platform): string[] => checkHost({ nodeVersion, platform }).map(({ code }) => code);

describe('the host', () => {
  it('is fit with the oldest supported Node and with newer ones', () => {
    expect([codes('20.19.0', 'linux'), codes('22.1.0', 'darwin'), codes('24.0.0', 'linux')]).toEqual([[], [], []]);
  });

  it('is unfit with an older Node, or on a platform without POSIX processes', () => {
    expect([codes('20.18.3', 'linux'), codes('18.20.0', 'linux'), codes('22.1.0', 'win32')]).toEqual([
      ['old-node'],
      ['old-node'],
      ['platform'],
    ]);
  });
});
