import type { Example } from './examples.js';

/** A verb as a command: what it is called, what it takes, and what is told of it. */
export interface VerbCommand {
  readonly name: string;
  readonly names: 'none' | 'optional' | 'required';
  readonly summary: string;
  /** What is to be said beyond the summary. */
  readonly more?: string;
  /** Options beyond those that every verb has. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly examples: readonly Example[];
  readonly related: readonly string[];
}

const removing: VerbCommand['options'] = [['-y, --yes', 'remove without asking']];

export const verbCommands: readonly VerbCommand[] = [
  {
    name: 'bootstrap',
    names: 'none',
    summary: 'from a fresh clone to a running workspace',
    more: 'Makes the configuration, then prepares, starts and initialises the profile, in the order in which components need each other.',
    examples: [
      ['dsw bootstrap', 'all of it'],
      ['dsw bootstrap --profile dust-backing', 'the same for another profile'],
    ],
    related: ['up', 'doctor', 'host-init'],
  },
  {
    name: 'up',
    names: 'optional',
    summary: 'start the profile, or components, with what they need',
    more: 'Prepares and initialises what was not yet, and returns when everything is ready. What runs already stays as it is.',
    examples: [
      ['dsw up', 'the whole profile'],
      ['dsw up timescale', 'a component and what it needs'],
      ['dsw up --env feature-x --dry-run', 'what it would do in another environment'],
    ],
    related: ['down', 'status', 'logs'],
  },
  {
    name: 'down',
    names: 'none',
    summary: 'stop everything that runs in the environment',
    more: 'Data, configuration and logs stay.',
    examples: [
      ['dsw down', 'everything, what needs others first'],
      ['dsw down --env feature-x', 'what runs in another environment'],
    ],
    related: ['up', 'stop'],
  },
  {
    name: 'prep',
    names: 'optional',
    summary: 'prepare folders, configuration, ports; nothing runs',
    examples: [
      ['dsw prep', 'the profile'],
      ['dsw prep timescale', 'one component'],
    ],
    related: ['start', 'purge', 'env-config-prepare'],
  },
  {
    name: 'start',
    names: 'required',
    summary: 'start components, their needs first, until they are ready',
    examples: [
      ['dsw start timescale', 'returns when it is ready'],
      ['dsw start console --parallel 1', 'one operation after the other'],
    ],
    related: ['up', 'stop', 'logs'],
  },
  {
    name: 'stop',
    names: 'required',
    summary: 'stop components, what needs them first',
    examples: [
      ['dsw stop timescale', 'and what needs it'],
      ['dsw stop timescale --dry-run', 'what that would be'],
    ],
    related: ['start', 'down'],
  },
  {
    name: 'restart',
    names: 'optional',
    summary: 'stop and start, with the dependents that ran',
    examples: [
      ['dsw restart console', 'one component'],
      ['dsw restart', 'the profile, and what else runs'],
    ],
    related: ['stop', 'start'],
  },
  {
    name: 'init',
    names: 'optional',
    summary: 'initialise databases, schemas, indexes',
    more: 'Running it again changes nothing.',
    examples: [
      ['dsw init', 'whatever of the profile is not initialised yet'],
      ['dsw init timescale', 'one component'],
    ],
    related: ['clean', 'reset'],
  },
  {
    name: 'clean',
    names: 'optional',
    summary: 'remove the data of components (asks)',
    options: removing,
    examples: [
      ['dsw clean timescale --dry-run', 'what it would do'],
      ['dsw clean timescale', 'lists what goes, and asks'],
    ],
    related: ['init', 'reset', 'purge', 'backup'],
  },
  {
    name: 'reset',
    names: 'optional',
    summary: 'clean, start and init (asks)',
    options: removing,
    examples: [['dsw reset timescale', 'an empty database, initialised anew']],
    related: ['clean', 'init'],
  },
  {
    name: 'purge',
    names: 'optional',
    summary: 'remove data, configuration and logs; keeps backups (asks)',
    options: removing,
    examples: [
      ['dsw purge timescale', 'one component'],
      ['dsw purge --env feature-x --yes', 'all of an environment, without asking'],
    ],
    related: ['prep', 'clean', 'env-remove'],
  },
  {
    name: 'rebase',
    names: 'optional',
    summary: 'purge and prep (asks)',
    options: removing,
    examples: [['dsw rebase timescale', 'as if it had never been there, and prepared']],
    related: ['purge', 'prep'],
  },
];

export const backupVerbs: readonly VerbCommand[] = [
  {
    name: 'backup',
    names: 'optional',
    summary: 'back up components, or the profile, into one set',
    more: 'Through their own hooks while they run, otherwise as a copy of the volume. If a part fails, the rest is kept as an incomplete set and the command fails.',
    options: [
      ['--consistent', 'stop whatever may write to the components, for as long as their data are taken'],
      ['--no-digest', 'record what there is without digests of the content: faster'],
    ],
    examples: [
      ['dsw backup', 'the profile'],
      ['dsw backup timescale', 'one component'],
      ['dsw backup --consistent', 'all as of one moment'],
    ],
    related: ['backup-list', 'drill', 'restore', 'schedule-install'],
  },
  {
    name: 'restore',
    names: 'optional',
    summary: 'bring back the newest set, or --set (asks)',
    more: 'Says which data it replaces, and asks where somebody sits at a terminal. Checks everything first, builds the data beside the old, and keeps the old data until the component is healthy on the new.',
    options: [
      ['--set <set>', 'the set to read, or the beginning of its id, instead of the newest'],
      ['--as <name>', 'bring the set up as another environment, beside this one'],
      ['-y, --yes', 'replace data without asking'],
      ['--force', 'also an incomplete set, or data of a newer or another engine'],
    ],
    examples: [
      ['dsw restore timescale', 'one component, from the newest set'],
      ['dsw restore --set 20261121T10 --dry-run', 'what an older set would bring back'],
      ['dsw restore --as review', 'beside this environment, as another'],
    ],
    related: ['backup-list', 'verify', 'drill'],
  },
  {
    name: 'verify',
    names: 'optional',
    summary: 'read the newest set, or --set, to its last byte',
    more: "Also with the components' own tools.",
    options: [
      ['--set <set>', 'the set to read, or the beginning of its id, instead of the newest'],
      ['--force', 'also an incomplete set'],
    ],
    examples: [
      ['dsw verify', 'all that is in the newest set'],
      ['dsw verify timescale --set 20261121T10', 'one component in an older one'],
    ],
    related: ['drill', 'backup-list'],
  },
  {
    name: 'drill',
    names: 'optional',
    summary: 'prove that a set restores, in a throw-away environment',
    more: 'Compares what is restored with what the backup recorded, and takes the throw-away environment away again.',
    options: [
      ['--set <set>', 'the set to try, or the beginning of its id, instead of the newest'],
      ['--no-digest', 'compare what there is, but not its content'],
      ['--force', 'also an incomplete set'],
    ],
    examples: [
      ['dsw drill', 'all that is in the newest set'],
      ['dsw drill timescale --no-digest', 'one component, without comparing contents'],
    ],
    related: ['verify', 'backup-list', 'schedule-install'],
  },
];
