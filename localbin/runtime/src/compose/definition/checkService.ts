import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import { parseComposeDuration } from './composeDuration.js';
import type { Findings } from './findings.js';
import { checkPorts } from './ports.js';
import { isTemplate } from './splitTemplate.js';
import { checkAnonymousVolumes } from './volumes.js';

/** What a service may not say when it is a component: mostly what ties it to other services, or makes environments collide. */
export function checkService(service: Mapping, name: string, services: object, findings: Findings): void {
  checkOrigin(service, name, services, findings);
  checkIdentity(service, findings);
  checkCompany(service, findings);
  checkNamespaces(service, findings);
  checkGracePeriod(service, findings);
  checkPorts(service, findings);
  checkAnonymousVolumes(service, findings);
}

function checkOrigin(service: Mapping, name: string, services: object, findings: Findings): void {
  if ('extends' in service)
    findings.add(
      service,
      'extends',
      'key',
      'compose-extends',
      'a service that extends another cannot be a component: the variables of the other are not its own',
      'Write here what it takes from there; within one file an anchor does it: <<: *name.',
    );
  else if (isEmpty(service['image']) && isEmpty(service['build']))
    findings.add(
      services,
      name,
      'key',
      'compose-no-image',
      `service \`${name}\` has neither an image nor a build section`,
      'image: name:version',
    );
}

function checkIdentity(service: Mapping, findings: Findings): void {
  if (!isEmpty(service['container_name']))
    findings.add(
      service,
      'container_name',
      'key',
      'compose-container-name',
      'a container with a fixed name can be there only once, but each environment has one of its own',
      'Delete it: other components reach the container under the name of the component.',
    );
  checkSingle(service, 'scale', findings);
  if (isMapping(service['deploy'])) checkSingle(service['deploy'], 'replicas', findings);
}

function checkSingle(container: Mapping, key: string, findings: Findings): void {
  const count = container[key];
  if (isEmpty(count) || String(count) === '1') return;
  findings.add(
    container,
    key,
    'value',
    'compose-replicas',
    `expected 1, found ${String(count)}: a component is one container`,
    'Delete it.',
  );
}

function checkCompany(service: Mapping, findings: Findings): void {
  for (const key of ['depends_on', 'links'])
    if (!isEmpty(service[key]))
      findings.add(
        service,
        key,
        'key',
        'compose-depends-on',
        `\`${key}\` names services of this file, but only one of them is the component`,
        'Make each of them a component of its own, and list it in component.yaml: needs: { name: healthy }.',
      );
  if (!isEmpty(service['volumes_from']))
    findings.add(
      service,
      'volumes_from',
      'key',
      'compose-volumes-from',
      'volumes of other containers are in no backup of this component',
      'Mount a folder of the component under volumes: ${DSW_VOLUME}/name:/path.',
    );
}

function checkNamespaces(service: Mapping, findings: Findings): void {
  const { network_mode: mode } = service;
  if (!isEmpty(mode) && mode !== 'none')
    findings.add(service, 'network_mode', 'value', 'compose-network-mode', ...networkModeProblem(String(mode)));
  for (const key of ['ipc', 'pid', 'uts', 'cgroup'])
    if (/^(?:service|container):/.test(String(service[key])))
      findings.add(
        service,
        key,
        'value',
        'compose-shared-namespace',
        `\`${key}: ${String(service[key])}\` ties it to another container, which may not be there`,
        'Delete it: components share nothing but the network.',
      );
}

function networkModeProblem(mode: string): [string, string] {
  const remedy = 'Delete it, and publish ports instead: the others reach it under the name of the component.';
  if (mode === 'host') return ['with `host` its ports cannot be leased, so that two environments would collide', remedy];
  if (/^(?:service|container):/.test(mode)) return [`\`${mode}\` ties it to another container, which may not be there`, remedy];
  return [`with \`${mode}\` it is not on the environment's network, where the other components are`, remedy];
}

function checkGracePeriod(service: Mapping, findings: Findings): void {
  const { stop_grace_period: period } = service;
  if (isEmpty(period) || parseComposeDuration(String(period)) !== undefined) return;
  const found = isTemplate(String(period)) ? 'a reference' : `\`${String(period)}\``;
  findings.add(service, 'stop_grace_period', 'value', 'compose-duration', `expected a duration such as 30s or 1m30s, found ${found}`);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
