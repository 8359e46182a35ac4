import { fileURLToPath } from 'node:url';
import boundaries from 'eslint-plugin-boundaries';

/** A room sees rooms of a lower number only. */
const rooms = { component: 1, environment: 2, runtime: 2, backup: 3, lifecycle: 4, nx: 5, dsw: 5 };

/** What several component packages share: these see what they see, and no room sees them. */
const kits = ['postgresql'];

/** Modules that start programs. */
const programs = ['child_process', 'execa'];

/** Modules that open a door to the world outside, and the one room that may use each. */
const doors = [
  { modules: programs, room: 'runtime', remedy: 'ask the Runtime interface' },
  { modules: ['dotenv'], room: 'environment', remedy: 'ask @dust-workspace/environment for variables' },
  { modules: ['tar', 'zlib'], room: 'backup', remedy: 'let @dust-workspace/backup write and read archives' },
];

/** Files outside the runtime room that may start a program, each just one: the supervisor, the engine, restic, zstd, a run of the console. */
const launchers = [
  'localbin/lifecycle/src/supervisorProcess.ts',
  'localbin/nx/src/engineProcess.ts',
  'localbin/backup/src/stores/hostRestic.ts',
  'localbin/backup/src/zstdProgram.ts',
  'application/console/src/runProcess.ts',
];

const tests = ['**/*.test.ts', '**/src/testing/**'];
const libraries = { module: { origin: ['external', 'core'] } };
const components = { element: { type: 'plugin' } };
const sharing = { element: { types: { anyOf: ['plugin', ...kits] } } };

/** Who may import whom, and which modules only one room may touch. */
export default {
  name: 'dust-workspace/boundaries',
  files: ['{localbin,platform,application,ops}/*/src/**/*.{ts,tsx}'],
  plugins: { boundaries },
  settings: {
    'import/resolver': { [fileURLToPath(new URL('packageResolver.cjs', import.meta.url))]: {} },
    'boundaries/root-path': fileURLToPath(new URL('../../..', import.meta.url)),
    'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
    'boundaries/legacy-templates': false,
    'boundaries/elements': [
      ...[...Object.keys(rooms), ...kits].map((room) => ({ type: room, pattern: `localbin/${room}`, partialMatch: false })),
      { type: 'plugin', pattern: '{platform,application}/*', capture: ['folder', 'name'], partialMatch: false },
      { type: 'operation', pattern: 'ops/*', capture: ['name'], partialMatch: false },
    ],
    'boundaries/files': [
      { category: 'source', pattern: '**/*' },
      { category: 'test', pattern: tests },
      { category: 'launcher', pattern: launchers },
    ],
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        checkAllOrigins: true,
        checkUnknownLocals: true,
        message:
          '{{from.element.path}} may not import "{{dependency.source}}": a room sees rooms of a lower number, a component package sees @dust-workspace/component and what component packages share',
        policies: [
          { allow: { to: libraries } },
          ...Object.keys(rooms).map((room) => ({ from: { element: { type: room } }, allow: { to: elements(roomsBelow(rooms[room])) } })),
          { from: sharing, allow: { to: elements(['component']) } },
          { from: components, allow: { to: elements(kits) } },
          {
            from: { element: { type: 'plugin', captured: { folder: 'application', name: 'console' } } },
            allow: { to: elements(['lifecycle']) },
          },
          { from: { ...sharing, file: { categories: 'test' } }, allow: { to: elements(Object.keys(rooms)) } },
          { from: { element: { type: 'operation' } }, allow: { to: elements(Object.keys(rooms)) } },
          {
            disallow: { to: { module: { origin: 'local' } }, dependency: { source: '!@dust-workspace/**' } },
            message: 'import another package by its name, not by the path "{{dependency.source}}"',
          },
          {
            from: { file: { categories: { noneOf: ['test'] } } },
            disallow: { dependency: { source: '@dust-workspace/*/testing' } },
            message: 'only tests may import "{{dependency.source}}"',
          },
          // A bench makes what it measures as tests make it.
          {
            from: { element: { type: 'operation', captured: { name: 'bench' } } },
            allow: { dependency: { source: '@dust-workspace/*/testing' } },
          },
          ...doors.flatMap(door),
          { from: { file: { categories: 'launcher' } }, allow: { to: modulesNamed(programs) } },
          { from: [{ file: { categories: 'test' } }, { element: { type: 'operation' } }], allow: { to: libraries } },
        ],
      },
    ],
  },
};

function roomsBelow(number) {
  return Object.keys(rooms).filter((room) => rooms[room] < number);
}

function elements(types) {
  return { element: { types: { anyOf: types } } };
}

function door({ modules, room, remedy }) {
  const to = modulesNamed(modules);
  return [
    { disallow: { to, dependency: { kind: 'value' } }, message: `only ${room} may import "{{dependency.source}}": ${remedy}` },
    { from: { element: { type: room } }, allow: { to } },
  ];
}

function modulesNamed(names) {
  return { module: { source: names.flatMap((name) => [name, `node:${name}`]) } };
}
