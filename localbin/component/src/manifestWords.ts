/** What a need must have reached before the component that needs it may start. */
export const conditions = ['prepared', 'started', 'healthy', 'initialised'] as const;
export type Condition = (typeof conditions)[number];

export const variableTypes = ['string', 'port', 'url', 'boolean', 'integer', 'enum', 'duration', 'size'] as const;
export type VariableType = (typeof variableTypes)[number];

export const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const portPattern = /^[A-Z][A-Z0-9_]*_PORT$/;
