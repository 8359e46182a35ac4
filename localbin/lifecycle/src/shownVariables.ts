import { maskText, type ComponentVariables } from '@dust-workspace/environment';
import { renderOrigin } from './renderOrigin.js';

/** A variable as it is shown to people who did not ask for secrets. */
export interface ShownVariable {
  readonly name: string;
  /** Masked where it is a secret. */
  readonly value: string;
  readonly secret: boolean;
  readonly origin: string;
  /** Where it is set, too, and lost; highest first. */
  readonly overridden: readonly string[];
}

/** The variables of a component with where each comes from, secrets masked. Pure. */
export function shownVariables({ variables }: Pick<ComponentVariables, 'variables'>): ShownVariable[] {
  return [...variables.values()].map(({ name, value, secret, origin, shadowed }) => ({
    name,
    value: secret ? maskText : value,
    secret,
    origin: renderOrigin(origin),
    overridden: shadowed.map(renderOrigin),
  }));
}
