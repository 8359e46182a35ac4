import { formatDiagnostic } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from './parseDefinition.js';

function problems(text: string): string[] {
  const result = parseDefinition(text, { file: 'db/compose.yaml', directory: '/w/db', service: 'db', component: 'db' });
  return result.ok ? [] : result.diagnostics.map(formatDiagnostic);
}

/** What is wrong with a service in which `body` stands; it begins on line 4, column 5. */
function serviceProblems(body: string, rest = ''): string[] {
  return problems(`services:\n  db:\n    image: db\n${body.replaceAll(/^(?=.)/gm, '    ')}\n${rest}`);
}

describe('what is wrong with a compose file', () => {
  it.each([
    ['', 'db/compose.yaml:1:1: error: the compose file is empty\n  A minimal file:\n  services:\n    name:\n      image: name:version'],
    [
      '- a',
      'db/compose.yaml:1:1: error: expected a mapping, lines of `key: value`\n  A minimal file:\n  services:\n    name:\n      image: name:version',
    ],
    [
      'volumes:',
      'db/compose.yaml:1:1: error: the compose file has no services\n  A minimal file:\n  services:\n    name:\n      image: name:version',
    ],
    [
      'services: [db]',
      'db/compose.yaml:1:11: error: expected a mapping of services\n  A minimal file:\n  services:\n    name:\n      image: name:version',
    ],
    ['services:\n  db:\n', 'db/compose.yaml:2:3: error: service `db` is no mapping\n  Give it an image, or a build section.'],
    ['services:\n  db: {}\n', 'db/compose.yaml:2:3: error: service `db` has neither an image nor a build section\n  image: name:version'],
    [
      'services:\n  dbs: { image: a }\n  web: { image: b }\n',
      'db/compose.yaml:1:1: error: there is no service `db`, did you mean `dbs`?\n  The services here are dbs, web. The name is in component.yaml, runtimes.compose.service.',
    ],
    [
      'include: [more.yaml]\nservices: {}\n',
      'db/compose.yaml:2:1: error: there is no service `db`\n  Files that it includes are not looked into: the service must be in this one.',
    ],
    [
      'services:\n  db:\n    image: a\n    <<: 5\n',
      'db/compose.yaml:4:9: error: expected a mapping, or a list of mappings, to merge\n  Write <<: *name, where &name stands before a mapping.',
    ],
    [
      'services:\n  db: !override\n    image: a\n',
      'db/compose.yaml:2:7: error: unresolved tag: !override\n  Tags have no meaning in the file of a component: delete it, or put the value in quotes.',
    ],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('tells all that is wrong with its YAML', () => {
    expect(problems('services:\n  db:\n    image: [a\n    ports: *none\n    image: "b\n')).toMatchObject([
      expect.stringMatching(/^db\/compose.yaml:\d+:\d+: error: /),
      expect.stringMatching(/^db\/compose.yaml:\d+:\d+: error: /),
    ]);
    expect(problems('services:\n  db:\n    image: a\n    image: b\n')).toEqual([
      'db/compose.yaml:4:5: error: key `image` is there twice\n  The first is on line 3: keep one.',
    ]);
  });

  it.each([
    [
      'container_name: db',
      '4:5: error: a container with a fixed name can be there only once, but each environment has one of its own\n  Delete it: other components reach the container under the name of the component.',
    ],
    [
      'depends_on: [web]',
      '4:5: error: `depends_on` names services of this file, but only one of them is the component\n  Make each of them a component of its own, and list it in component.yaml: needs: { name: healthy }.',
    ],
    ['scale: 2', '4:12: error: expected 1, found 2: a component is one container\n  Delete it.'],
    ['deploy: { replicas: 0 }', '4:25: error: expected 1, found 0: a component is one container\n  Delete it.'],
    [
      'network_mode: host',
      '4:19: error: with `host` its ports cannot be leased, so that two environments would collide\n  Delete it, and publish ports instead: the others reach it under the name of the component.',
    ],
    [
      'network_mode: service:web',
      '4:19: error: `service:web` ties it to another container, which may not be there\n  Delete it, and publish ports instead: the others reach it under the name of the component.',
    ],
    [
      'pid: container:web',
      '4:10: error: `pid: container:web` ties it to another container, which may not be there\n  Delete it: components share nothing but the network.',
    ],
    [
      'extends: { service: base }',
      '4:5: error: a service that extends another cannot be a component: the variables of the other are not its own\n  Write here what it takes from there; within one file an anchor does it: <<: *name.',
    ],
    [
      'volumes_from: [web]',
      '4:5: error: volumes of other containers are in no backup of this component\n  Mount a folder of the component under volumes: ${DSW_VOLUME}/name:/path.',
    ],
    ['stop_grace_period: 10', '4:24: error: expected a duration such as 30s or 1m30s, found `10`'],
    [
      'ports: ["127.0.0.1:5432:5432"]',
      "4:13: error: port 5432 of this machine would be taken by every environment and workspace\n  Give the port a name in component.yaml, under ports, and publish that: '${NAME_PORT}:5432'.",
    ],
    [
      'volumes: [/data]',
      "4:15: error: an anonymous volume on /data: its data would be in no backup, and lost with the container\n  Mount a folder of the component's volume: ${DSW_VOLUME}/name:/data; or tmpfs, or a named volume with x-cache: true, if it may be lost.",
    ],
    [
      'volumes: [data:/data]',
      '4:15: error: there is no volume `data` at the top of the file\n  Define it, or mount a folder: ${DSW_VOLUME}/data:/path.',
    ],
    ['secrets: [key]', '4:15: error: there is no secret `key` at the top of the file\n  Define it at the top of the file, under secrets.'],
    [
      'environment:\n  URL: "http://${HOST}:${PORT"',
      '5:28: error: `${PORT` is not closed\n  Write ${NAME}, ${NAME:-default}, ${NAME:?message} or ${NAME:+replacement}; a plain dollar sign is $$.',
    ],
    [
      'command:\n  - sh\n  - |\n    set -e\n    echo "${ARGS[@]}"',
      '8:15: error: `${ARGS[@]}` is no reference to a variable\n  Write ${NAME}, ${NAME:-default}, ${NAME:?message} or ${NAME:+replacement}; a plain dollar sign is $$.',
    ],
  ])('%s', (body, expected) => {
    expect(serviceProblems(body)).toEqual([`db/compose.yaml:${expected}`]);
  });

  it('tells everything at once', () => {
    expect(serviceProblems('container_name: db\nscale: 3\nnetwork_mode: host').map((line) => line.split(':')[1])).toEqual(['4', '5', '6']);
  });

  it('refuses named volumes, unless what they hold may be lost or belongs to others', () => {
    const use = 'volumes: [data:/data]';
    expect(serviceProblems(use, 'volumes:\n  data:\n')).toEqual([
      'db/compose.yaml:6:3: error: what volume `data` holds would be in no backup\n  Mount a folder of the component instead, ${DSW_VOLUME}/data:/path, or write x-cache: true here if it may be lost.',
    ]);
    expect(serviceProblems(use, 'volumes:\n  data: { x-cache: true }\n')).toEqual([]);
    expect(serviceProblems(use, 'volumes:\n  data: { external: true, name: shared }\n')).toEqual([]);
  });

  it('refuses names that environments would share', () => {
    expect(serviceProblems('networks: [back]', 'networks:\n  back: { name: back }\n')).toEqual([
      'db/compose.yaml:6:11: error: a network with a fixed name would be shared by all environments\n  Delete the name; a network that others make is external: true.',
    ]);
    expect(serviceProblems('', 'networks:\n  default: { driver: bridge }\n')).toEqual([
      'db/compose.yaml:6:3: error: the default network belongs to the environment, and all its components share it\n  Delete it, or give the network another name and list that under networks of the service.',
    ]);
  });

  it.each([
    'scale: 1',
    'deploy: { replicas: 1 }',
    'depends_on: []',
    'network_mode: none',
    'ports: ["5432", "0:80"]',
    'container_name:',
    'privileged: true',
  ])('has nothing against %s', (body) => {
    expect(serviceProblems(body)).toEqual([]);
  });

  it('says no more than twenty things', () => {
    const names = Array.from({ length: 30 }, (_, index) => `  - \${${index}}\n`).join('');
    expect(serviceProblems(`command:\n${names}`)).toHaveLength(21);
  });
});
