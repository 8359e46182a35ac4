import { parseEnvFile } from '@dust-workspace/environment';
import { expect, it } from 'vitest';
import { policySettings } from './policySettings.js';

const text = 'DSW_BACKUP_KEEP_LAST=3\nDSW_BACKUP_KEEP_DAILY="seven" # a week\nDSW_BACKUP_KEEP_WEEKLY=4\nDSW_BACKUP_KEEP_YEARLY=\n';

it('each line of a policy comes from the command line, else from the shell, else from the file, which tells where it stands', () => {
  const project = parseEnvFile(text, 'env/project.env');
  if (!project.ok) throw new Error('no env file');
  const processEnv = { DSW_BACKUP_KEEP_LAST: '5', DSW_BACKUP_KEEP_WEEKLY: '6', DSW_BACKUP_KEEP_MONTHLY: '' };
  expect(policySettings({ selection: { project: project.value }, processEnv }, { last: '9', within: '14d' })).toEqual({
    last: { text: '9', origin: '--keep-last' },
    weekly: { text: '6', origin: 'the shell' },
    within: { text: '14d', origin: '--keep-within' },
    daily: {
      text: 'seven',
      origin: 'env/project.env',
      place: { file: 'env/project.env', range: { start: { line: 2, column: 24 }, end: { line: 2, column: 29 } } },
    },
  });
});
