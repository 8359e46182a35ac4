import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { ComponentRequest, ComponentVerb, WorkspaceVerb } from './api.js';

type Field = keyof ComponentRequest;

const types: Readonly<Record<Field, 'string' | 'boolean'>> = { set: 'string', force: 'boolean', confirm: 'string' };

/** What the body of a request for a verb says. Fails where it says what means nothing to the verb, or in another way than it must. */
export function parseVerbRequest(verb: ComponentVerb | WorkspaceVerb, body: unknown): Result<ComponentRequest> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return fail(problem('bad-request', 'the body is a JSON object'));
  const allowed = fieldsOf(verb);
  for (const [name, value] of Object.entries(body)) {
    const field = allowed.find((each) => each === name);
    if (field === undefined) return fail(problem('bad-request', `${verb} takes no ${JSON.stringify(name)}`));
    if (typeof value !== types[field]) return fail(problem('bad-request', `${field} is a ${types[field]}`));
  }
  return ok(body);
}

function fieldsOf(verb: ComponentVerb | WorkspaceVerb): readonly Field[] {
  switch (verb) {
    case 'restore':
      return ['set', 'force', 'confirm'];
    case 'verify':
    case 'drill':
      return ['set', 'force'];
    default:
      return [];
  }
}
