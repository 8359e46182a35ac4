import type { ComponentDraft } from './componentDraft.js';

/** What somebody does with a component that was just added, line by line. */
export function nextCommands({ name, language, kind }: ComponentDraft): string[] {
  return [
    ...(language === 'ts' ? ['npm install && npm run build'] : []),
    `dsw validate ${name}`,
    `dsw start ${name}`,
    `npx vitest run ${kind}/${name}`,
  ];
}
