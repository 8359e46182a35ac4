import * as z from 'zod';
import { durationPattern, parseDuration } from './duration.js';
import { conditions, namePattern, portPattern, variableTypes } from './manifestWords.js';

const variablePattern = /^[A-Z][A-Z0-9_]*$/;
/** Neither an argument of a command nor a variable of a process can hold a NUL. */
const holdsNoNul = (value: string): boolean => !value.includes('\0');

// A message given to a check says what was expected: "expected <message>, found <value>".
const string = z.string().refine(holdsNoNul, 'text without NUL characters');
const text = string.min(1);
const variableName = z.string().regex(variablePattern, 'an upper-case variable name');
const scalar = z.union([string, z.number(), z.boolean()], 'text, a number, true or false').transform(String);
const command = z
  .array(scalar.refine((word) => word !== '', 'some text'))
  .min(1)
  .describe('A command and its arguments, run without a shell; a relative path starts at the component folder');
const durationWords = 'a duration such as 500ms, 60s or 5m';
const duration = z
  .string(durationWords)
  .regex(durationPattern, durationWords)
  .transform((value) => parseDuration(value) ?? 0);

const needs = z
  .record(z.string().regex(namePattern, 'the name of a component'), z.enum(conditions))
  .describe('Component names, each with the state it must have reached first: prepared, started, healthy or initialised');

const variable = z
  .strictObject({
    type: z.enum(variableTypes).default('string').describe('What a value must look like'),
    values: z.array(scalar).min(1).optional().describe('The values that an enum may take'),
    default: scalar.optional().describe('The value where no layer sets another; may refer to ${OTHER} or ${component.OTHER}'),
    secret: z.boolean().default(false).describe('Masked wherever it is shown'),
    optional: z.boolean().default(false).describe('May be without a value'),
    without: text.optional().describe('What does not work without a value; implies optional'),
    description: text.optional().describe('One line for people'),
  })
  .describe('A variable that the component reads');

const requirement = z.strictObject({
  program: z
    .array(text)
    .min(1)
    .describe(
      'Any one of these will do: a name on PATH, or a path (absolute, or relative to the component folder) in which * stands for one folder',
    ),
  atLeast: z
    .string('a version such as 24.16')
    .regex(/^\d+(\.\d+)*$/, 'a version such as 24.16, in quotes')
    .optional()
    .describe('The lowest version that will do, of what the program says to --version; `dsw doctor` asks it'),
  install: text.describe('What to tell a person who has none of them'),
});

const composeRuntime = z
  .strictObject({
    file: text.describe('The compose file, relative to the component folder'),
    service: text.describe('The service in it that is this component'),
  })
  .describe('As a container, described by a compose file');

const processRuntime = z
  .strictObject({
    command: command.describe('The long-running command, started in the component folder'),
    context: command
      .optional()
      .describe('A prefix for the command and for every command that hooks run, to set up PATH and the like; ends in exec "$@"'),
    requires: z.array(requirement).default([]).describe('Programs without which the component is unavailable as a process'),
    user: z.enum(['invoker', 'unprivileged']).default('invoker').describe('unprivileged: never run as root, drop to another user instead'),
    stop: z
      .strictObject({
        signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT']).default('SIGTERM').describe('The signal that asks it to end'),
        within: duration.prefault('10s').describe('How long it may take before it is killed'),
      })
      .prefault({})
      .describe('How it is stopped'),
  })
  .describe('As a plain process on this machine');

const inputFiles = z
  .array(text)
  .default([])
  .describe(
    'Files and folders whose change makes it necessary again; ${NAME} of the component is replaced, a folder stands for all below it',
  );

const inputVariables = z.array(variableName).default([]).describe('Variables of the component whose change makes it necessary again');

const prep = z
  .strictObject({ files: inputFiles, variables: inputVariables })
  .describe('The component has a prep hook, which builds what it runs');

const source = z
  .strictObject({
    repository: text.describe('The URL or path of a git repository; ${NAME} of the component is replaced'),
    commit: text.describe('The commit, tag or branch to check out; ${NAME} of the component is replaced'),
    notable: z.array(text).default([]).describe('Paths in it whose change people should know of: lockfiles, migrations'),
  })
  .describe('The component is a checkout of a git repository, which its preparation makes');

const test = z
  .strictObject({ command, needs: needs.default({}).describe('Components that the tests need, each with the state it must have reached') })
  .describe('What `dsw test` runs in the context of the component');

const within = duration.prefault('60s').describe('How long readiness may take');
const probe = z
  .union(
    [
      z.strictObject({ command, within }),
      z.strictObject({ tcp: z.string().regex(portPattern, 'the name of a port').describe('A port that accepts connections'), within }),
      z.strictObject({ http: text.describe('A URL; ${NAME_PORT} is replaced by the leased port'), within }),
    ],
    'exactly one of `command`, `tcp` and `http`, and optionally `within`',
  )
  .describe('How to tell that the component is ready');

const host = z
  .strictObject({
    sysctl: z
      .record(
        z.string().regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i, 'the name of a kernel parameter, such as vm.max_map_count'),
        z.int().min(0),
      )
      .default({})
      .describe('Kernel parameters of Linux, each with the least number that it should have'),
  })
  .describe('What the machine should be like, which `dsw doctor` looks at');

/** `component.yaml`, see doc/component.md. */
export const manifestSchema = z.strictObject({
  description: text.describe('One line for people'),
  profiles: z
    .array(z.string().regex(namePattern, 'a profile name: lower-case letters, digits and dashes'))
    .default([])
    .describe('Without a profile the component acts only when it is named'),
  needs: needs.default({}),
  wants: needs.default({}).describe('The same order as needs, but optional: never started or stopped along with'),
  ports: z
    .record(z.string().regex(portPattern, 'a port name, <COMPONENT>_PORT or <COMPONENT>_<PURPOSE>_PORT'), z.int().min(1).max(65_535))
    .default({})
    .describe('Port names and the port inside; outside it is leased'),
  env: z.record(variableName, variable).default({}).describe('The variables that the component reads'),
  runtimes: z
    .strictObject({ compose: composeRuntime.optional(), process: processRuntime.optional() })
    .refine((runtimes) => runtimes.compose !== undefined || runtimes.process !== undefined, 'at least one of `compose` and `process`')
    .describe('The ways in which the component can run'),
  source: source.optional(),
  folder: text
    .optional()
    .describe('Where `dsw exec` and `dsw shell` begin, from the component folder; ${NAME} of the component is replaced'),
  prep: prep.optional(),
  ready: probe.optional(),
  init: z
    .strictObject({
      when: z
        .enum(['after-start', 'before-start'])
        .default('after-start')
        .describe('before-start: for work that needs the needs but not the component itself'),
      files: inputFiles,
      variables: inputVariables,
    })
    .optional()
    .describe('The component has an init hook'),
  test: test.optional(),
  host: host.optional(),
});

/** Of a component that is a checkout: it need not run. */
export const checkoutSchema = manifestSchema.extend({ runtimes: manifestSchema.shape.runtimes.default({}) });

export type Manifest = z.output<typeof manifestSchema>;
export type Variable = Manifest['env'][string];
export type Probe = NonNullable<Manifest['ready']>;
export type ProcessRuntime = NonNullable<Manifest['runtimes']['process']>;
export type ComposeRuntime = NonNullable<Manifest['runtimes']['compose']>;
