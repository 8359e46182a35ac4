import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ComponentGraph, loadCatalog, type Component, type Diagnostic } from '@dust-workspace/component';
import type { RuntimeName } from '@dust-workspace/runtime';
import { openWorkspace } from '../openWorkspace.js';
import type { Verb } from '../plan.js';
import type { RunOptions, RunReport } from '../request.js';
import type { ComponentStatus } from '../status.js';
import type { Composite } from '../tasks.js';
import type { Workspace } from '../workspace.js';

const environment = 'conformance';

type Word = Verb | Composite | 'drill';

/** A workspace with nothing in it but one component and those that it needs, as they are, without their data. */
export class ComponentScene {
  private constructor(
    readonly root: string,
    readonly name: string,
    readonly runtime: RuntimeName,
    /** Folders of the components that take part, in the workspace that they come from. */
    readonly directories: readonly string[],
  ) {}

  static async make(component: Component, runtime: RuntimeName): Promise<ComponentScene> {
    const from = dirname(dirname(component.directory));
    const { components } = await loadCatalog(from);
    const closure = new ComponentGraph(components).closure([component.name]).flatMap((name) => components.get(name) ?? []);
    const root = await realpath(await mkdtemp(join(tmpdir(), `${component.name}-conformance-`)));
    for (const { root: folder, directory } of closure) await copy(directory, join(root, folder));
    for (const shared of ['infra/configuration', 'infra/docker', ...(await scriptsOfRooms(from))])
      if (existsSync(join(from, shared))) await copy(join(from, shared), join(root, shared));
    const modules = nodeModulesAbove(from);
    if (modules !== undefined) await symlink(modules, join(root, 'node_modules'));
    await writeFile(join(root, 'nx.json'), '{}\n');
    return new ComponentScene(
      root,
      component.name,
      runtime,
      closure.map(({ directory }) => directory),
    );
  }

  /** Asks for a word over the component. Returns what went wrong, in lines for people. */
  async problems(word: Word): Promise<string[]> {
    return problemsOf(await this.report(word));
  }

  async report(word: Word): Promise<RunReport> {
    const workspace = await this.#open();
    const names = word === 'down' ? [] : [this.name];
    if (word === 'drill') return workspace.drill({ names }, this.#options);
    return workspace.run({ kind: 'word', word, names }, this.#options);
  }

  async status(): Promise<ComponentStatus> {
    const { components } = await (await this.#open()).status([this.name]);
    const status = components.find(({ name }) => name === this.name);
    if (status === undefined) throw new Error(`${this.name} has no status`);
    return status;
  }

  /** What is wrong with the definition of the component. */
  async invalid(): Promise<readonly Diagnostic[]> {
    return (await this.#open()).validate([this.name]);
  }

  /** Stops everything, and leaves nothing behind. Returns what could not be stopped. */
  async dispose(): Promise<string[]> {
    const problems = await this.problems('down');
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
    return problems;
  }

  get #options(): RunOptions {
    return { command: 'conformance', signal: new AbortController().signal, emit: () => undefined, approve: async () => true };
  }

  /** Anew each time, as commands do. */
  async #open(): Promise<Workspace> {
    const opened = await openWorkspace({ root: this.root, processEnv: this.#processEnv, environment, runtime: this.runtime });
    if (!opened.ok) throw new Error(opened.diagnostics.map(({ message }) => message).join('; '));
    return opened.value;
  }

  /** Images and mirrors that somebody has chosen count; what is set for another workspace does not. */
  get #processEnv(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^DSW_(?!REGISTRY|TOOLS_IMAGE|STATE_HOME)/.test(name));
    return { DSW_STATE_HOME: join(this.root, '.state'), ...Object.fromEntries(kept) };
  }
}

export function problemsOf({ outcomes, diagnostics, ok }: RunReport): string[] {
  const failed = outcomes.filter(({ kind }) => kind === 'failed').map(({ component, verb, detail }) => `${component} ${verb}: ${detail}`);
  const said = [...failed, ...diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)];
  return ok || said.length > 0 ? said : ['it did not come to what was asked'];
}

/** Data, checkouts and what is built of neither are not taken along. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true, filter: (path) => path === from || !left.has(basename(path)) });
}

const left = new Set(['volumes', 'checkout', 'node_modules', '.adding']);

/** What rooms offer to components, which mount it from beside them. */
async function scriptsOfRooms(root: string): Promise<string[]> {
  const rooms = await readdir(join(root, 'localbin')).catch((): string[] => []);
  return rooms.map((room) => `localbin/${room}/scripts`);
}

function nodeModulesAbove(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const modules = join(current, 'node_modules');
    if (existsSync(modules)) return modules;
    if (dirname(current) === current) return undefined;
  }
}
