import { expect, it } from 'vitest';
import { component } from '../testing/component.js';
import { splitEnvText, type EnvText } from './envText.js';
import { maskedDiff } from './maskedDiff.js';

const web = component('web', {
  ports: { WEB_PORT: 80 },
  env: { WEB_TOKEN: { secret: true }, WEB_SIZE: { default: '1' }, WEB_URL: { type: 'url' } },
});
const split = (text: string): EnvText => {
  const result = splitEnvText(text, 'a.env');
  if (!result.ok) throw new Error('no env file');
  return result.value;
};
const diff = (before: string, after: string): Promise<string[]> => maskedDiff(split(before), split(after), web);

it('shows lines that change, with their neighbours', async () => {
  expect(await diff('WEB_PORT=1\n# Size.\nWEB_SIZE=1\n', 'WEB_PORT=1\n# Size.\nWEB_SIZE=2\n')).toEqual([
    'line 2:',
    ' # Size.',
    '-WEB_SIZE=1',
    '+WEB_SIZE=2',
  ]);
});

it('shows that a secret changes, or that it comes, and never what it is', async () => {
  expect(await diff('WEB_TOKEN="first\nsecond"\n', 'WEB_TOKEN=third\nOTHER=fourth\n')).toEqual([
    'line 1:',
    '-WEB_TOKEN=****',
    '+WEB_TOKEN=**** (another value)',
    '+OTHER=****',
  ]);
});

it('hides a secret in comments and in other values too', async () => {
  const shown = await diff('WEB_TOKEN=sesame\n', '# WEB_TOKEN=former\n# was sesame\nWEB_TOKEN=sesame\nWEB_URL=http://sesame@host\n');
  expect(shown.join('\n')).not.toMatch(/sesame|former/);
  expect(shown).toContain('+WEB_URL=http://****@host');
});
