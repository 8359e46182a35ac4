import type { Component } from '@dust-workspace/component';
import { Redactor } from '@dust-workspace/environment';
import type { Instance, RuntimeName } from '@dust-workspace/runtime';

/** A component of a scene as it would run in the environment `local`. */
export function instanceOf(component: Component, runtime: RuntimeName): Instance {
  return {
    component,
    environment: 'local',
    runtime,
    workspace: '/workspace',
    variables: {},
    inside: {},
    secrets: new Set(),
    redactor: new Redactor(),
    ports: {},
    volume: `${component.directory}/volumes/local`,
    runDirectory: `/workspace/env/local/run/${component.name}`,
  };
}
