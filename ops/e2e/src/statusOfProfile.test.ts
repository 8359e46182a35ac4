import { expect, it } from 'vitest';
import { inWorkspace } from './testing/workspace.js';

const component = (profile: string, needs = '{}'): string =>
  `description: Runs\nprofiles: [${profile}]\nneeds: ${needs}\nruntimes: { process: { command: [sleep, infinity] } }\n`;

it('status shows everything, or what a profile takes that is named with it', () =>
  inWorkspace(
    {
      'platform/db/component.yaml': component('storage'),
      'platform/other/component.yaml': component('other'),
      'platform/web/component.yaml': component('starter', '{ db: started }'),
    },
    async (workspace) => {
      const shown = async (line: string): Promise<string[]> => {
        const { stdout } = await workspace.dsw(`status --json ${line}`);
        return (JSON.parse(stdout) as { components: { name: string }[] }).components.map(({ name }) => name);
      };
      expect(await shown('')).toEqual(['db', 'other', 'web']);
      expect(await shown('--profile starter')).toEqual(['db', 'web']);
      expect(await shown('--profile other')).toEqual(['other']);
      expect(await shown('web --profile other')).toEqual(['web']);
    },
  ));
