import { HookFailure } from '@dust-workspace/component/hooks';
import { isList, isObject, type Json, type JsonObject } from './exactJson.js';

/** These return a part of an answer, or of a file, as what it must be, and fail where it is not. `what` names the part. */
export function expectObject(value: Json | undefined, what: string): JsonObject {
  return isObject(value) ? value : refuse(what);
}

export function expectList(value: Json | undefined, what: string): readonly Json[] {
  return isList(value) ? value : refuse(what);
}

export function expectText(value: Json | undefined, what: string): string {
  return typeof value === 'string' ? value : refuse(what);
}

export function expectNumber(value: Json | undefined, what: string): number {
  return typeof value === 'number' ? value : refuse(what);
}

function refuse(what: string): never {
  throw new HookFailure(`${what} is missing, or something else than it should be`);
}
