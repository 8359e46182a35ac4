import { useCallback } from 'preact/hooks';
import type { ComponentRequest, ComponentVerb, ProblemAnswer, StartedAnswer, WorkspaceRequest, WorkspaceVerb } from '../../api.js';
import { useServices } from '../services.js';

export interface Act {
  /** Asks the console for it. Resolves with why not, or undefined when it has begun. */
  component(name: string, verb: ComponentVerb, request?: ComponentRequest): Promise<ProblemAnswer | undefined>;
  workspace(verb: WorkspaceVerb, request?: WorkspaceRequest): Promise<ProblemAnswer | undefined>;
  interrupt(run: string): Promise<ProblemAnswer | undefined>;
}

/** How to ask for changes. What is refused becomes a message as well. */
export function useAct(): Act {
  const { client, store } = useServices();
  const ask = useCallback(
    async (path: string, body: object) => {
      const answer = await client.post<StartedAnswer>(path, body);
      if (answer.ok) return undefined;
      const { message, remedy = null, run = null } = answer.problem;
      store.dispatch({ kind: 'message', message: { tone: 'bad', text: message, remedy, run } });
      return answer.problem;
    },
    [client, store],
  );
  return {
    component: (name, verb, request = {}) => ask(`/api/components/${encodeURIComponent(name)}/${verb}`, request),
    workspace: (verb, request = {}) => ask(`/api/workspace/${verb}`, request),
    interrupt: (run) => ask(`/api/runs/${encodeURIComponent(run)}/interrupt`, {}),
  };
}
