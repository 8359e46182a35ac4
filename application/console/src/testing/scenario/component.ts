import type { ComponentAnswer, ComponentVerb, StatusAnswer, VariableAnswer } from '../../api.js';
import { parts } from './parts.js';

/** The answer of `GET /api/components/<name>`. */
export function scenarioComponent(name: string, status: StatusAnswer): ComponentAnswer | undefined {
  const row = status.components.find((component) => component.name === name);
  if (row === undefined) return undefined;
  const needs = status.dependencies.find(({ component }) => component === name)?.needs ?? [];
  const dependents = status.dependencies.flatMap(({ component, needs: theirs }) =>
    theirs.filter((need) => need.component === name).map((need) => ({ ...need, component })),
  );
  return {
    name,
    kind: row.kind,
    description: parts.find((part) => part.name === name)?.description ?? 'one of many',
    profiles: ['starter'],
    status: row,
    needs,
    dependents,
    ports: Object.entries(row.ports).map(([port, number]) => ({ name: port, port: number, url: status.addresses[name] ?? null })),
    variables: variablesOf(name, row.ports),
    usage: status.usage[name] ?? null,
    latency: status.probes[name] ?? null,
    since: status.since[name] ?? null,
    actions: (['start', 'stop', 'restart', 'init', 'backup', 'verify', 'drill', 'restore'] as const).map((verb: ComponentVerb) => {
      const without = (verb === 'verify' || verb === 'drill' || verb === 'restore') && row.lastBackup === null;
      return {
        verb,
        allowed: !without,
        because: without ? 'there is no backup of it' : null,
        remedy: without ? `dsw backup ${name}` : null,
      };
    }),
    diagnostics: [],
  };
}

function variablesOf(name: string, ports: Readonly<Record<string, number>>): VariableAnswer[] {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  return [
    ...Object.entries(ports).map(([port, number]) => ({
      name: port,
      value: String(number),
      secret: false,
      origin: 'a leased port',
      overridden: [],
    })),
    { name: `${prefix}_USER`, value: 'postgres', secret: false, origin: `platform/${name}/component.yaml:9`, overridden: [] },
    { name: `${prefix}_PASSWORD`, value: '****', secret: true, origin: `env/local/${name}.env:3`, overridden: [] },
    {
      name: `${prefix}_DB`,
      value: 'metrics',
      secret: false,
      origin: `env/local/${name}.env:4`,
      overridden: [`platform/${name}/component.yaml:11`],
    },
    {
      name: `${prefix}_LOG_LEVEL`,
      value: 'notice',
      secret: false,
      origin: 'env/project.env:12',
      overridden: [`env/local/${name}.env:7`, `platform/${name}/component.yaml:13`],
    },
    { name: `${prefix}_OPTIONS`, value: '', secret: false, origin: `platform/${name}/component.yaml:15`, overridden: [] },
  ];
}
