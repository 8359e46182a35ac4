import { isMapping } from '@dust-workspace/component';
import type { HealthCheck } from './serviceDefinition.js';

/** The command that a service's `healthcheck` runs; nothing where the file leaves it to the image. */
export function healthCheckOf(healthcheck: unknown): HealthCheck | undefined {
  if (!isMapping(healthcheck)) return undefined;
  if (healthcheck['disable'] === true || healthcheck['disable'] === 'true') return { kind: 'disabled' };
  const { test } = healthcheck;
  if (typeof test === 'string') return inShell(test);
  if (!Array.isArray(test)) return undefined;
  const [kind, ...words] = test.map(String);
  switch (kind) {
    case 'NONE':
      return { kind: 'disabled' };
    case 'CMD-SHELL':
      return inShell(words.join(' '));
    case 'CMD': {
      const [program, ...rest] = words;
      return program === undefined ? undefined : { kind: 'command', command: [program, ...rest] };
    }
    default:
      return undefined;
  }
}

function inShell(text: string): HealthCheck {
  return { kind: 'command', command: ['/bin/sh', '-c', text] };
}
