import type { NewFile } from './componentFiles.js';
import { fillTemplate } from './fillTemplate.js';
import { withPlugin } from './withPlugin.js';

export interface LayoutSurroundings {
  /** The text of a file of the workspace, if it is there. */
  readonly read: (path: string) => string | undefined;
  /** Folders of the Nx projects, by name. */
  readonly projects: ReadonlyMap<string, string>;
}

/** Files to which lines are added, rather than files that are kept as they are. */
const shared = ['.gitignore', '.gitattributes'];

/** What an Nx workspace lacks to hold components: nothing that is there is changed, but for lines that are added. Pure; nothing the second time. */
export function planLayout({ read, projects }: LayoutSurroundings, templates: ReadonlyMap<string, string>): NewFile[] {
  const project = [...projects].find(([, folder]) => folder === 'ops/workspace')?.[0];
  const name = projects.has('workspace') ? 'dust-workspace' : 'workspace';
  const files = [...templates].flatMap(([path, template]): NewFile[] => {
    if (path === 'ops/workspace/project.json' && project !== undefined) return [];
    const text = fillTemplate(template, { project: JSON.stringify(name) });
    const present = read(path);
    if (present === undefined) return [{ kind: 'added', path, text, executable: false }];
    const heading = text.split('\n', 1)[0] ?? '';
    if (!shared.includes(path) || present.includes(heading)) return [];
    return [{ kind: 'changed', path, text: appended(present, text), executable: false }];
  });
  const settings = read('nx.json');
  const wanted = withPlugin(settings ?? '{}\n', '@dust-workspace/nx');
  if (wanted === undefined) return files;
  return [{ kind: settings === undefined ? 'added' : 'changed', path: 'nx.json', text: wanted, executable: false }, ...files];
}

function appended(present: string, text: string): string {
  if (present.trim() === '') return text;
  return `${present.endsWith('\n') ? present : `${present}\n`}\n${text}`;
}
