import { expect, it } from 'vitest';
import { commonFlags, passCommandLine, receiveCommandLine } from './commandLine.js';

it('hands the command line on through the environment', () => {
  const env: Record<string, string | undefined> = {};
  passCommandLine(['node', 'nx', 'run', 'a:start', '--set=a b'], env);
  expect(receiveCommandLine(env)).toEqual(['run', 'a:start', '--set=a b']);
});

it.each([undefined, '', 'null', '{"a":1}', '['])('takes %j for no command line', (text) => {
  expect(receiveCommandLine({ DSW_NX_COMMAND_LINE: text })).toBeUndefined();
});

it('finds the flags that hold for every task', () => {
  expect(commonFlags(['run', 'a:start'])).toEqual({});
  expect(commonFlags(['run', 'a:start', '--dry-run'])).toEqual({ dryRun: true });
  expect(commonFlags(['run', 'a:start', '--dryRun=true', '--env=prod'])).toEqual({ dryRun: true, env: 'prod' });
  expect(commonFlags(['run', 'a:start', '--environment', 'prod'])).toEqual({ env: 'prod' });
});
