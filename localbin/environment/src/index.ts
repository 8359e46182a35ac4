export * from './archive/archiveEnvironment.js';
export * from './archive/transplantConfiguration.js';
export * from './atomicWrite.js';
export * from './checkValue.js';
export { checkoutFolder, checkoutVariable } from './checkoutVariable.js';
export {
  backUpConfiguration,
  configurationBackups,
  configurationFiles,
  keepConfiguration,
  listConfigurationBackups,
  timestampOf,
} from './configuration/backups.js';
export { checkEnvText } from './configuration/checkEnvText.js';
export { deriveTemplate } from './configuration/deriveTemplate.js';
export * from './configuration/editFile.js';
export type { RandomBytes } from './configuration/generate.js';
export { isPlaceholder } from './configuration/placeholder.js';
export type { PlannedChange } from './configuration/planChange.js';
export { forgetPreparation } from './configuration/preparedState.js';
export { readEnvText } from './configuration/readEnvText.js';
export * from './configuration/restore.js';
export { checkTemplate, templateNames, templateOf } from './configuration/templates.js';
export { settableVariables } from './declarations.js';
export * from './diffVariables.js';
export * from './environmentName.js';
export * from './envFile.js';
export * from './explainVariable.js';
export { imageVariable } from './imageVariable.js';
export { isAlive } from './isAlive.js';
export { isThere } from './isThere.js';
export * from './knownEnvironments.js';
export * from './layers.js';
export * from './paths.js';
export * from './ports/index.js';
export * from './prepareConfiguration.js';
export { quoteForDotenv } from './quoteForDotenv.js';
export * from './redact/index.js';
export * from './references.js';
export * from './resolveVariables.js';
export * from './selectEnvironment.js';
export type { Origin } from './setters.js';
export { containerHost, loopback, type RunBy } from './viewpoint.js';
export * from './useEnvironment.js';
