import type * as z from 'zod';
import type { Path } from './finding.js';

type Schema = z.core.$ZodTypes;

/** The schema of the value at `path`, with what surrounds it (default, optional, transform) taken off. */
export function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodTypes | undefined {
  const bare = unwrap(schema as Schema);
  const [step, ...rest] = path;
  if (step === undefined) return bare;
  switch (bare._zod.def.type) {
    case 'object': {
      const child = bare._zod.def.shape[step];
      return child === undefined ? undefined : schemaAt(child, rest);
    }
    case 'record':
      return schemaAt(bare._zod.def.valueType, rest);
    case 'array':
      return schemaAt(bare._zod.def.element, rest);
    default:
      return undefined;
  }
}

/** The keys of a mapping schema, each with what it is for; of all its variants, where it has several. */
export function keysOf(schema: z.core.$ZodType | undefined): ReadonlyMap<string, z.core.$ZodType> {
  const bare = schema === undefined ? undefined : unwrap(schema as Schema);
  switch (bare?._zod.def.type) {
    case 'object':
      return new Map(Object.entries(bare._zod.def.shape));
    case 'union':
      return new Map(bare._zod.def.options.flatMap((option) => [...keysOf(option)]));
    default:
      return new Map();
  }
}

function unwrap(schema: Schema): Schema {
  const { def } = schema._zod;
  switch (def.type) {
    case 'default':
    case 'prefault':
    case 'optional':
      return unwrap(def.innerType as Schema);
    case 'pipe':
      return unwrap(def.in as Schema);
    default:
      return schema;
  }
}
