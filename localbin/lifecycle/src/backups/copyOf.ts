import { findRuntimes } from '../findRuntimes.js';
import type { Base } from '../session.js';

export interface CopyOptions {
  readonly environment: string;
  /** Whether it takes its configuration and secrets from the environment that it is a copy of, instead of having its own. */
  readonly borrows: boolean;
}

/** The same workspace with another environment selected, in which components run under the runtimes that they have here. */
export async function copyOf(base: Base, { environment, borrows }: CopyOptions): Promise<Base> {
  const { catalog, processEnv, runtimes } = base;
  const selection = {
    ...base.selection,
    environment,
    origin: `a copy of ${base.selection.environment}`,
    ...(borrows ? { configurationOf: base.selection.environment } : {}),
  };
  const reread = async (): Promise<Base> => {
    const found = await findRuntimes(catalog, selection, processEnv);
    const byComponent = new Map(
      [...found.byComponent].map(([name, own]) => [name, found.volumes.get(name)?.runtime ?? runtimes.byComponent.get(name) ?? own]),
    );
    return {
      ...base,
      selection,
      runtimes: { ...found, environment: runtimes.environment, byComponent, contradictions: new Map() },
      reread,
    };
  };
  return reread();
}
