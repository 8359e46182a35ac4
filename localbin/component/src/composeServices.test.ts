import { describe, expect, it } from 'vitest';
import { findService } from './composeServices.js';

const compose = `# what runs here
name: infra
services:   # all of them
  # the database
  timescale:
    image: timescale
    environment:
      redis: not a service
  "redis": { image: redis }
  web: &web
    image: web

  mail:

volumes:
  data:
`;

describe('findService', () => {
  it.each(['timescale', 'redis', 'web', 'mail'])('finds %s', (service) => {
    expect(findService(compose, service)).toEqual({ kind: 'present' });
    expect(findService(compose.replaceAll('\n', '\r\n'), service)).toEqual({ kind: 'present' });
  });

  it.each(['data', 'image', 'services', 'toString', 'timescal'])('does not take %s for a service', (service) => {
    expect(findService(compose, service)).toEqual({ kind: 'absent', services: ['timescale', 'redis', 'web', 'mail'] });
  });

  it('says where a broken file is broken', () => {
    expect(findService('services:\n  web: [\nvolumes:\n', 'web')).toEqual({
      kind: 'broken',
      line: 3,
      reason: 'missing `]`, or a line before it that is not indented',
    });
  });

  it.each(['', 'services:\n', 'services: []\n', '- a\n'])('finds no services in %j', (text) => {
    expect(findService(text, 'web')).toEqual({ kind: 'absent', services: [] });
  });

  it('cannot see into files that are included', () => {
    expect(findService('include: [other.yaml]\n', 'web')).toEqual({ kind: 'present' });
  });
});
