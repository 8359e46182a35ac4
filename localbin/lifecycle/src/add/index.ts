export * from './addComponent.js';
export * from './componentDraft.js';
export type { NewFile } from './componentFiles.js';
export * from './nextCommands.js';
export * from './planTemplates.js';
export * from './planLayout.js';
export * from './readTemplates.js';
export * from './renderAdded.js';
export { readSurroundings, type Surroundings } from './surroundings.js';
