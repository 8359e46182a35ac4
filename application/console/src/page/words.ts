import type { ComponentVerb, WorkspaceVerb } from '../api.js';

/** A verb while it is carried out: `starting`. */
export function doing(verb: string): string {
  return ongoing[verb] ?? verb;
}

const ongoing: Readonly<Record<string, string>> = {
  prep: 'preparing',
  purge: 'purging',
  start: 'starting',
  stop: 'stopping',
  init: 'initialising',
  clean: 'cleaning',
  backup: 'backing up',
  restore: 'restoring',
  verify: 'verifying',
  drill: 'drilling',
};

/** A verb on a button, and what it does. */
export const componentWords: Readonly<Record<ComponentVerb, { readonly text: string; readonly note: string }>> = {
  start: { text: 'Start', note: 'what it needs first' },
  stop: { text: 'Stop', note: 'what needs it first' },
  restart: { text: 'Restart', note: 'stop, start, and what it had to stop' },
  init: { text: 'Initialise', note: 'databases, schemas; changes nothing twice' },
  backup: { text: 'Back up', note: 'a new set with this component' },
  verify: { text: 'Verify', note: 'reads the newest backup to its end' },
  drill: { text: 'Drill', note: 'restores the newest backup on trial' },
  restore: { text: 'Restore…', note: 'puts data of a backup in place of today’s' },
};

export const workspaceWords: Readonly<Record<WorkspaceVerb, { readonly text: string; readonly note: string }>> = {
  up: { text: 'Start all', note: 'dsw up: the profile, in order' },
  down: { text: 'Stop all', note: 'in a terminal, as it ends this page: dsw down' },
  backup: { text: 'Back up all', note: 'one set of the whole profile' },
  verify: { text: 'Verify', note: 'reads the newest set to its end' },
  drill: { text: 'Drill', note: 'restores the newest set on trial' },
};
