import { manifestTypes, parseManifest } from '@dust-workspace/component';
import { draftedHooks, type ComponentDraft } from './componentDraft.js';
import { componentValues } from './componentValues.js';
import { fillTemplate, type TemplateValue } from './fillTemplate.js';
import { isPlainCommand } from './plainCommand.js';
import type { Surroundings } from './surroundings.js';

/** A file to be written. `path` is relative to the workspace, with forward slashes. */
export interface NewFile {
  readonly kind: 'added' | 'changed';
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

/** The templates of a component by their names, without `.template`. */
export type Templates = ReadonlyMap<string, string>;

type Known = Pick<Surroundings, 'own' | 'base' | 'build'>;

/** The folder of a component, and the template of its configuration. Pure: the same draft in the same surroundings gives the same files. */
export function componentFiles(draft: ComponentDraft, surroundings: Known, templates: Templates): NewFile[] {
  const root = `${draft.kind}/${draft.name}`;
  const values = componentValues(draft, surroundings);
  const filled = (template: string, more: Readonly<Record<string, TemplateValue>> = {}): string =>
    fillTemplate(templates.get(template) ?? '', { ...values, ...more });
  const file = (path: string, text: string): NewFile => ({
    kind: 'added',
    path: `${root}/${path}`,
    text,
    executable: path.endsWith('.sh'),
  });
  const manifest = filled('component.yaml');
  return [
    file('NOTES.md', filled('NOTES.md')),
    file('README.md', filled('README.md')),
    file('component.yaml', manifest),
    ...(draft.image === undefined ? [] : [file('compose/compose.yaml', filled('compose/compose.yaml'))]),
    ...(draft.language === 'ts' ? codeFiles(draft, manifest, file, filled) : scriptFiles(draft, file, filled)),
    ...(draft.command === undefined || (draft.image === undefined && isPlainCommand(draft.command))
      ? []
      : [file('scripts/serve.sh', filled('scripts/serve.sh'))]),
    file(`src/${draft.name}.test.ts`, filled('src/component.test.ts')),
    { kind: 'added', path: `infra/configuration/default/${draft.name}.env`, text: filled('configuration.env'), executable: false },
    ...(draft.language === 'ts' && surroundings.own ? withReference(surroundings.build, `./${root}`) : []),
  ];
}

type File = (path: string, text: string) => NewFile;
type Filled = (template: string, more?: Readonly<Record<string, TemplateValue>>) => string;

const purposes = {
  init: 'Prepares what it needs inside, after its start. Running it again must change nothing.',
  backup: 'Writes its data to standard output, while it runs.',
  restore: 'Reads what backup.sh wrote from standard input, into a started, empty component.',
  verify: 'Reads a backup from standard input, and fails when it is not sound. Changes nothing.',
} as const;

function scriptFiles({ hooks }: ComponentDraft, file: File, filled: Filled): NewFile[] {
  return draftedHooks.flatMap((hook) => {
    const line = hooks[hook];
    return line === undefined ? [] : [file(`scripts/${hook}.sh`, filled('scripts/hook.sh', { purpose: purposes[hook], line }))];
  });
}

function codeFiles({ kind, name }: ComponentDraft, manifest: string, file: File, filled: Filled): NewFile[] {
  const parsed = parseManifest(manifest, `${kind}/${name}/component.yaml`);
  if (parsed.manifest === undefined) throw new Error(parsed.diagnostics.map(({ message }) => message).join('; '));
  return [
    ...['package.json', 'tsconfig.json', 'tsconfig.lib.json', 'src/index.ts'].map((path) => file(path, filled(path))),
    file('src/manifest.ts', manifestTypes(parsed.manifest)),
  ];
}

/** Packages are built together, by the references of the root. Where there are none, or comments among them, that is left to people. */
function withReference(build: string | undefined, path: string): NewFile[] {
  const { references, ...rest } = parseReferences(build) ?? {};
  if (references === undefined || references.some((reference) => reference.path === path)) return [];
  const text = `${JSON.stringify({ ...rest, references: [...references, { path }] }, null, 2)}\n`;
  return [{ kind: 'changed', path: 'tsconfig.json', text, executable: false }];
}

function parseReferences(build = ''): { readonly references?: readonly { readonly path: string }[] } | undefined {
  try {
    return JSON.parse(build) as { references?: { path: string }[] };
  } catch {
    return undefined;
  }
}
