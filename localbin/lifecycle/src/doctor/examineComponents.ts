import type { Component } from '@dust-workspace/component';
import { ageOf } from '../age.js';
import type { ObservedComponent, Observation } from '../observation.js';
import { some } from './counted.js';
import type { Finding } from './finding.js';
import type { Symptoms, ToolSeen } from './symptoms.js';
import { findingsOf } from './findingsOf.js';

type Looked = Pick<Symptoms, 'components' | 'observed' | 'set' | 'environment' | 'now' | 'ports' | 'kernel' | 'tools' | 'dataSince'>;

const day = 86_400_000;

/** What is well with components and what is not. Pure. */
export function examineComponents(symptoms: Looked): Finding[] {
  const { components, observed, ports, kernel, tools } = symptoms;
  const states = findingsOf('components', 'components', observed, (seen) =>
    components.flatMap((component) => ofComponent(component, seen, symptoms)),
  );
  return [
    ...states,
    ...findingsOf('components', 'ports', ports, (seen) =>
      seen.map(({ message, remedy }): Finding => {
        const why = 'what is to listen there cannot be started';
        return { kind: 'problem', group: 'components', subject: 'ports', message, why, ...(remedy === undefined ? {} : { remedy }) };
      }),
    ),
    ...findingsOf('components', 'kernel', kernel, (seen) => components.flatMap((component) => ofKernel(component, seen))),
    ...findingsOf('components', 'programs', tools, (seen) => seen.flatMap(ofTool)),
  ];
}

function ofComponent(component: Component, observed: Observation, symptoms: Looked): Finding[] {
  const { name } = component;
  const found = observed.get(name);
  const base = { group: 'components', subject: name } as const;
  const unavailable: Finding[] =
    found?.state === 'unavailable' ? [{ ...base, kind: 'warning', message: 'is unavailable here', remedy: found.detail }] : [];
  const unwell: Finding[] =
    found?.state === 'failed' || found?.state === 'unhealthy'
      ? [
          {
            ...base,
            kind: 'warning',
            message: `${found.state}${found.detail === '' ? '' : `: ${found.detail}`}`,
            remedy: `dsw logs ${name}`,
          },
        ]
      : [];
  const misconfigured = (found?.misconfigured ?? []).map(({ message, remedy }): Finding => {
    return { ...base, kind: 'problem', message, ...(remedy === undefined ? {} : { remedy }) };
  });
  return [
    ...unavailable,
    ...unwell,
    ...misconfigured,
    ...lackingValues(component, symptoms),
    ...(found === undefined ? [] : ofBackups(component, found, symptoms)),
  ];
}

/** Variables that have no value, and what does not work for that: together where it is the same. */
function lackingValues({ name, root, manifest }: Component, { set, environment }: Looked): Finding[] {
  const has = set.get(name) ?? new Set();
  const lacking = new Map<string, string[]>();
  for (const [variable, { without }] of Object.entries(manifest.env))
    if (without !== undefined && !has.has(variable)) lacking.set(without, [...(lacking.get(without) ?? []), variable]);
  const remedy = `Set what you have in env/${environment}/${name}.env or ${root}/.env; secrets with dsw secrets-set ${name} NAME.`;
  return [...lacking].map(([without, variables]) => {
    const message = `${variables.join(', ')} ${variables.length === 1 ? 'has' : 'have'} no value: ${without}`;
    return { kind: 'warning', group: 'components', subject: name, message, remedy };
  });
}

/** Data that are a day old should have a backup; one that was proven should not be older than a week. */
function ofBackups({ name }: Component, { hasData, lastBackup }: ObservedComponent, { now, dataSince, environment }: Looked): Finding[] {
  if (!hasData) return [];
  const base = { kind: 'warning', group: 'components', subject: name } as const;
  const since = dataSince.get(name);
  if (lastBackup === null) {
    if (since === undefined || now.getTime() - since.getTime() < day) return [];
    return [
      {
        ...base,
        message: 'has data of which there is no backup',
        why: 'they would be lost with this disk',
        remedy: `dsw backup ${name} && dsw drill ${name}`,
      },
    ];
  }
  const { verified } = lastBackup;
  const proven = verified === null ? since?.getTime() : Date.parse(verified.at);
  if (Date.parse(lastBackup.at) > now.getTime() + 120_000)
    return [
      {
        ...base,
        message: `its newest backup, ${lastBackup.set}, is from the future`,
        why: 'a restore takes it for the newest until then',
        remedy: `dsw backup-list --env ${environment}`,
      },
    ];
  if (proven !== undefined && now.getTime() - proven < 7 * day) return [];
  const message =
    verified === null ? 'none of its backups was ever proven' : `its newest backup that was proven is of ${ageOf(verified.at, now)}`;
  return [{ ...base, message, why: 'a backup that nobody has restored is a hope', remedy: `dsw backup ${name} && dsw drill ${name}` }];
}

function ofKernel({ name, manifest }: Component, kernel: ReadonlyMap<string, number | undefined>): Finding[] {
  return Object.entries(manifest.host?.sysctl ?? {}).flatMap(([parameter, least]): Finding[] => {
    const value = kernel.get(parameter);
    if (value === undefined || value >= least) return [];
    return [
      {
        kind: 'warning',
        group: 'components',
        subject: name,
        message: `${parameter} of this machine is ${value}, and should be ${least} at least`,
        why: `${name} asks for it: with less it may not start, or fail under load`,
        remedy: `sudo sysctl -w ${parameter}=${least}    # and to keep it, ${parameter} = ${least} in /etc/sysctl.d/60-${name}.conf`,
      },
    ];
  });
}

function ofTool({ component, program, atLeast, install, answer }: ToolSeen): Finding[] {
  const base = { kind: 'warning', group: 'components', subject: component } as const;
  switch (answer.kind) {
    // That it is missing makes the component unavailable, which says so itself.
    case 'missing':
      return [];
    case 'failed':
      return [{ ...base, message: `${program} could not be asked for its version: ${answer.reason}`, remedy: install }];
    case 'said': {
      const found = /\d+(?:\.\d+)+|\d+/.exec(answer.text)?.[0];
      if (found === undefined || !isOlder(found, atLeast)) return [];
      return [
        {
          ...base,
          message: `${program} is ${found}, and ${atLeast} is the oldest that will do`,
          why: 'its preparation or its start fails with an older one',
          remedy: install,
        },
      ];
    }
  }
}

/** Whether a version is lower, part by part. */
function isOlder(version: string, least: string): boolean {
  const [ours, theirs] = [version, least].map((text) => text.split('.').map(Number));
  const length = Math.max(ours?.length ?? 0, theirs?.length ?? 0);
  for (let part = 0; part < length; part++) {
    const difference = (ours?.[part] ?? 0) - (theirs?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** What is said where components are looked at and nothing is wrong. */
export function allWell(components: readonly Component[]): Finding {
  return {
    kind: 'ok',
    group: 'components',
    subject: 'components',
    message: `${some(
      components.map(({ name }) => name),
      6,
    )}: nothing is wrong`,
  };
}
