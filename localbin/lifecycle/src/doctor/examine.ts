import type { Component } from '@dust-workspace/component';
import { checkHost, type Host } from '../hostInit.js';
import type { Observation } from '../observation.js';
import type { EngineAnswer } from '../chooseRuntimes.js';

/** One thing that was looked at. */
export interface Finding {
  readonly kind: 'ok' | 'warning' | 'problem';
  /** What was looked at: `node`, the name of a component. */
  readonly subject: string;
  readonly message: string;
  /** What mends it, where something must be mended. */
  readonly remedy?: string;
}

/** What the doctor has seen. */
export interface Symptoms {
  readonly host: Host;
  readonly engine: EngineAnswer;
  /** The components that are looked at. */
  readonly components: readonly Component[];
  readonly observed: Observation;
  /** Names of variables that have a value, by component. */
  readonly set: ReadonlyMap<string, ReadonlySet<string>>;
  /** Where people set variables. */
  readonly environment: string;
}

/** What the workspace can do here, and what is missing for the rest of it, with the consequence. Pure. */
export function examine(symptoms: Symptoms): Finding[] {
  return [...hostFindings(symptoms), ...symptoms.components.flatMap((component) => componentFindings(component, symptoms))];
}

function hostFindings({ host, engine }: Symptoms): Finding[] {
  const unfit = checkHost(host).map(({ message, remedy }): Finding => {
    return { kind: 'problem', subject: 'host', message, ...(remedy === undefined ? {} : { remedy }) };
  });
  const node: Finding = { kind: 'ok', subject: 'host', message: `Node ${host.nodeVersion} on ${host.platform}` };
  const answer: Finding = engine.answers
    ? { kind: 'ok', subject: 'containers', message: `${engine.name} answers` }
    : {
        kind: 'warning',
        subject: 'containers',
        message: `${engine.reason}: components run as processes, where their programs are installed`,
        remedy: 'Install Docker or podman, and start it.',
      };
  return [...(unfit.length === 0 ? [node] : unfit), answer];
}

function componentFindings(component: Component, symptoms: Symptoms): Finding[] {
  const { name } = component;
  const found = symptoms.observed.get(name);
  const unavailable: Finding[] =
    found?.state === 'unavailable' ? [{ kind: 'warning', subject: name, message: 'is unavailable here', remedy: found.detail }] : [];
  const misconfigured = (found?.misconfigured ?? []).map(({ message, remedy }): Finding => {
    return { kind: 'problem', subject: name, message, ...(remedy === undefined ? {} : { remedy }) };
  });
  return [...unavailable, ...misconfigured, ...lackingValues(component, symptoms)];
}

/** Variables that have no value, and what does not work for that: together where it is the same. */
function lackingValues({ name, root, manifest }: Component, { set, environment }: Symptoms): Finding[] {
  const has = set.get(name) ?? new Set();
  const lacking = new Map<string, string[]>();
  for (const [variable, { without }] of Object.entries(manifest.env))
    if (without !== undefined && !has.has(variable)) lacking.set(without, [...(lacking.get(without) ?? []), variable]);
  const remedy = `Set what you have in env/${environment}/${name}.env or ${root}/.env; secrets with dsw secrets-set ${name} NAME.`;
  return [...lacking].map(([without, variables]) => {
    const message = `${variables.join(', ')} ${variables.length === 1 ? 'has' : 'have'} no value: ${without}`;
    return { kind: 'warning', subject: name, message, remedy };
  });
}
