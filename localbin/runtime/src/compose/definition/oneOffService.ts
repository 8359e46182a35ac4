import { isMapping, type Mapping } from '@dust-workspace/component';
import type { ServiceDefinition } from './serviceDefinition.js';

/**
 * What has no part in a container that is made for one command: what others know the component by (ports, names in the network, labels that a proxy
 * may look for), what would start it again, and what tells how its main process is kept well and stopped.
 */
const left = new Set([
  'ports',
  'expose',
  'hostname',
  'domainname',
  'mac_address',
  'labels',
  'label_file',
  'annotations',
  'restart',
  'healthcheck',
  'stop_signal',
  'stop_grace_period',
  'post_start',
  'pre_stop',
  'logging',
  'tty',
  'stdin_open',
  'attach',
  'entrypoint',
  'command',
]);

/** How long it waits for the command, which is run in it, to end: longer than any does. All that know the word take this number. */
const wait = ['sleep', '2147483647'] as const;

/**
 * A component's service as the surroundings of one command, named so that nothing takes it for the component. What runs in it does so as in the
 * component's own container: its main process only waits.
 */
export function oneOffService(definition: ServiceDefinition, name: string): ServiceDefinition {
  const { service } = definition;
  const kept = Object.fromEntries(Object.entries(service).filter(([key]) => !left.has(key)));
  const [program, ...rest] = wait;
  return {
    ...definition,
    component: name,
    service: {
      ...kept,
      ...(isMapping(kept['networks']) && { networks: withoutNames(kept['networks']) }),
      ...(isMapping(kept['deploy']) && { deploy: withoutRestarts(kept['deploy']) }),
      entrypoint: [program],
      command: rest,
      healthcheck: { disable: true },
      // What commands say is for whoever runs them: the engine keeps none of it.
      logging: { driver: 'none' },
    },
  };
}

/** On the same networks, but under no name and no address that the component has there. */
function withoutNames(networks: Mapping): Mapping {
  return Object.fromEntries(Object.keys(networks).map((network) => [network, null]));
}

function withoutRestarts(deploy: Mapping): Mapping {
  return Object.fromEntries(Object.entries(deploy).filter(([key]) => key !== 'restart_policy' && key !== 'labels'));
}
