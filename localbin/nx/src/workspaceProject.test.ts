import { describe, expect, it } from 'vitest';
import { temporaryWorkspace } from './testing/temporaryWorkspace.js';
import { workspaceVerbs } from './verbs.js';
import { inferWorkspace } from './workspaceProject.js';
import { workspaceCommands } from './workspaceTargets.js';

const file = 'ops/workspace/project.json';

function targetsIn(files: Readonly<Record<string, string>>) {
  const [[, result] = []] = inferWorkspace([file], './x:run', temporaryWorkspace(files));
  return result?.projects?.['ops/workspace']?.targets ?? {};
}

describe('the project of the workspace', () => {
  it('has a target for each verb, and for each command where there is dsw', () => {
    const alone = targetsIn({});
    expect(Object.keys(alone)).toEqual(workspaceVerbs);
    expect(alone['up']).toEqual({ executor: './x:run', metadata: { description: 'Starts the profile, with what it needs' } });
    const installed = targetsIn({ 'node_modules/.bin/dsw': '' });
    expect(Object.keys(installed)).toEqual(expect.arrayContaining([...workspaceVerbs, ...Object.keys(workspaceCommands)]));
    expect(installed['secrets-check']).toMatchObject({ options: { command: 'node_modules/.bin/dsw secrets-check', usePty: false } });
    expect(targetsIn({ 'node_modules/.bin/dsw': '', 'localbin/bin/dsw': '' })['env-config-edit']).toMatchObject({
      options: { command: 'localbin/bin/dsw env-config-edit' },
    });
  });

  it('is what its folder is, and nothing elsewhere', () => {
    expect(inferWorkspace(['ops/workspace/package.json'], 'x', '/')[0]?.[0]).toBe('ops/workspace/package.json');
    expect(inferWorkspace(['platform/a/component.yaml', 'ops/workspace/paths.json'], 'x', '/')).toEqual([]);
  });
});
