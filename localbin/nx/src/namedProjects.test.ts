import { describe, expect, it } from 'vitest';
import { namedProjects } from './namedProjects.js';

describe('the projects that a command line names', () => {
  it.each([
    ['run redis:start', ['redis']],
    ['run redis:start:production --dry-run', ['redis']],
    ['run @scope/redis:start', ['@scope/redis']],
    ['run start --project=redis', ['redis']],
    ['redis:start', ['redis']],
    ['start redis', ['redis']],
    ['start redis --env prod', ['redis']],
    ['start --project redis', ['redis']],
    ['run-many -t start -p a b', ['a', 'b']],
    ['run-many -t start -p a,b', ['a', 'b']],
    ['run-many -p=a,b -t start', ['a', 'b']],
    ['run-many --targets=start,stop --projects=a,b', ['a', 'b']],
    ['run-many --projects a b --target start', ['a', 'b']],
    ['run-many -p a -t start -p b', ['a', 'b']],
    ['run-many -t start -p name:a', ['a']],
    ['--verbose run redis:start', ['redis']],
  ])('nx %s names %j', (line, named) => {
    expect(namedProjects(line.split(' '))).toEqual(named);
  });

  it.each([
    'run-many -t start',
    'run-many --targets=start --all',
    'run-many -t start -p a*',
    'run-many -t start -p *',
    'run-many -t start -p !a',
    'run-many -t start -p tag:profile:starter',
    'run-many -t start -p directory:platform/a',
    'run-many -t start -- -p a',
    'affected -t validate',
    'affected -t validate --base main',
  ])('nx %s sweeps over whatever there is', (line) => {
    expect(namedProjects(line.split(' '))).toEqual([]);
  });

  it.each(['start', 'start --dry-run', 'run start', 'run', 'exec -- date', ''])('nx %s depends on the folder', (line) => {
    expect(namedProjects(line.split(' ').filter((word) => word !== ''))).toBe('unknown');
  });
});
