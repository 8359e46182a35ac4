import { pathToFileURL } from 'node:url';

export interface StrayErrors {
  /** Rejects with the first of them. */
  readonly thrown: Promise<never>;
  /** To be called once, when they matter no longer. */
  readonly ignore: () => void;
}

interface Watch {
  readonly directory: string;
  readonly reject: (error: unknown) => void;
}

const watches = new Set<Watch>();
let faultsAttended = false;

/** Errors that code below `directory` throws where nobody catches them: in a timer, or in a promise that it does not wait for. */
export function strayErrors(directory: string): StrayErrors {
  let watch: Watch | undefined;
  const thrown = new Promise<never>((_, reject) => (watch = { directory, reject }));
  thrown.catch(() => undefined);
  if (watches.size === 0) process.on('uncaughtException', hand);
  if (watch !== undefined) watches.add(watch);
  return {
    thrown,
    ignore: () => {
      if (watch !== undefined) watches.delete(watch);
      if (watches.size === 0) process.off('uncaughtException', hand);
    },
  };
}

/** From now on somebody else ends the program on a fault of its own. */
export function attendFaults(): void {
  faultsAttended = true;
}

/** Whether code that is watched has thrown the error. */
export function isOfHook(error: unknown): boolean {
  return responsibleFor(error).length > 0;
}

/** What nobody is responsible for is a fault of the program, and ends it as if nobody listened, unless somebody attends to that. */
function hand(error: unknown): void {
  const responsible = responsibleFor(error);
  if (responsible.length === 0 && !faultsAttended) throw error;
  for (const { reject } of responsible) reject(error);
}

function responsibleFor(error: unknown): Watch[] {
  return [...watches].filter(({ directory }) => placeIn(directory, error) !== undefined);
}

/** The line of an error's stack that is in code below `directory`. */
export function placeIn(directory: string, error: unknown): string | undefined {
  const inside = [`${directory}/`, `${pathToFileURL(directory).href}/`];
  const lines = error instanceof Error ? (error.stack?.split('\n') ?? []) : [];
  return lines.find((line) => inside.some((path) => line.includes(path)))?.trim();
}
