export { lineRedaction, redactLines, type LineRedaction } from './redactLines.js';
export { maskText, Redactor, type Redaction } from './redactor.js';
