import { ok } from '@dust-workspace/component';
import { openWorkspace } from '@dust-workspace/lifecycle';
import type { Redactor } from '@dust-workspace/lifecycle/guard';
import type { Observe } from './observe.js';

export interface ObservedWorkspace {
  readonly root: string;
  readonly environment: string;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
}

/** Observes through the engine. The workspace is opened anew each time, because manifests and configuration change while the console runs. */
export function observeWorkspace(place: ObservedWorkspace): Observe {
  return async () => {
    const opened = await openWorkspace(place);
    return opened.ok ? ok(await opened.value.status()) : opened;
  };
}
