import type { CreateDependencies, CreateNodesV2, PreTasksExecution, RawProjectGraphDependency } from '@nx/devkit';
import { cacheFolder } from './cacheFolder.js';
import { passCommandLine } from './commandLine.js';
import { contractVersion } from './contractVersion.js';
import { dependencyEdges } from './dependencyEdges.js';
import { executorName } from './executorName.js';
import { readFacts, type ComponentFacts } from './facts.js';
import { inferProjects } from './inferProjects.js';
import { inferWorkspace } from './workspaceProject.js';

export const name = '@dust-workspace/nx';

/**
 * Every `component.yaml` below `platform/` and `application/` is a project with one target for each verb, and the project in `ops/workspace` has
 * those of the workspace as a whole. Never throws: a broken manifest is a project whose only target, `validate`, says what is wrong with it.
 *
 * The pattern matches more than that on purpose: Nx compiles it anew for every file, and pays for each part of it.
 */
export const createNodesV2: CreateNodesV2 = [
  '{**/component.yaml,ops/workspace/p*.json}',
  async (files, _options, { workspaceRoot }) => {
    const manifests = files.filter((file) => /^(platform|application)\/[^/]+\/component\.yaml$/.test(file)).sort();
    const facts = await readFacts(workspaceRoot, manifests, cacheFolder(workspaceRoot, process.env));
    inferred.set(workspaceRoot, facts);
    const executor = executorName(workspaceRoot, import.meta.url);
    return [...inferProjects(facts, executor, contractVersion()), ...inferWorkspace(files, executor, workspaceRoot)];
  },
];

/** The name that later versions of Nx prefer. */
export const createNodes = createNodesV2;

/** What a component needs and wants, as edges of the project graph: a change affects dependents. */
export const createDependencies: CreateDependencies = (_options, { workspaceRoot, projects }) =>
  dependencyEdges(inferred.get(workspaceRoot) ?? [], projects) as unknown as RawProjectGraphDependency[];

export const preTasksExecution: PreTasksExecution = (_options, { argv }) => {
  passCommandLine(argv, process.env);
};

/** From the nodes of a workspace to its edges, which Nx asks for afterwards. */
const inferred = new Map<string, readonly ComponentFacts[]>();
