import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import type { Findings } from './findings.js';
import type { PublishedPort } from './serviceDefinition.js';
import { isTemplate, splitTemplate } from './splitTemplate.js';

const local = '127.0.0.1';

/** A service's `ports`, reachable from this machine only unless they say otherwise: on that address they are leased. */
export function localPorts(ports: unknown): unknown {
  if (!Array.isArray(ports)) return ports;
  return ports.map((port: unknown) => {
    if (isMapping(port)) return { host_ip: local, ...port };
    const text = String(port);
    const parts = splitTemplate(text);
    if (parts.length === 1) return text.startsWith('$') ? port : `${local}::${text}`;
    return parts.length === 2 ? `${local}:${text}` : port;
  });
}

/** What a service publishes, all as templates. */
export function publishedPorts({ ports }: Mapping): PublishedPort[] {
  return Array.isArray(ports) ? ports.map(publishedPort) : [];
}

/** Refuses ports of this machine that every environment would take. */
export function checkPorts(service: Mapping, findings: Findings): void {
  const { ports } = service;
  if (!Array.isArray(ports)) return;
  ports.forEach((port: unknown, index) => {
    const { target, published } = publishedPort(port);
    if (published === undefined || published === '0' || isTemplate(published)) return;
    findings.add(
      ports,
      index,
      'value',
      'compose-fixed-port',
      `port ${published} of this machine would be taken by every environment and workspace`,
      `Give the port a name in component.yaml, under ports, and publish that: '\${NAME_PORT}:${target}'.`,
    );
  });
}

function publishedPort(port: unknown): PublishedPort {
  if (isMapping(port)) {
    const published = textOf(port['published']);
    const hostAddress = textOf(port['host_ip']);
    return {
      target: textOf(port['target']) ?? '',
      ...(published !== undefined && { published }),
      ...(hostAddress !== undefined && { hostAddress }),
      protocol: textOf(port['protocol']) ?? 'tcp',
    };
  }
  const parts = splitTemplate(String(port));
  const [target = '', protocol = 'tcp'] = (parts.at(-1) ?? '').split(/\/(?=[a-z]+$)/);
  const published = parts.at(-2);
  const hostAddress = parts
    .slice(0, -2)
    .join(':')
    .replaceAll(/^\[|\]$/g, '');
  return {
    target,
    ...(published !== undefined && published !== '' && { published }),
    ...(hostAddress !== '' && { hostAddress }),
    protocol,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
