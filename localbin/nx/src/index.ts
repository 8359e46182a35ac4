export { createNodesV2, createNodes, createDependencies, preTasksExecution, name } from './plugin.js';
