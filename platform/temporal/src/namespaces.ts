import { answerOf, type Context } from './client.js';

/** Those that the applications are configured to use. */
export function configuredNamespaces({ env }: Context): string[] {
  const { TEMPORAL_NAMESPACE, TEMPORAL_AGENT_NAMESPACE, TEMPORAL_CONNECTORS_NAMESPACE, TEMPORAL_RELOCATION_NAMESPACE } = env;
  return [...new Set([TEMPORAL_NAMESPACE, TEMPORAL_AGENT_NAMESPACE, TEMPORAL_CONNECTORS_NAMESPACE, TEMPORAL_RELOCATION_NAMESPACE])];
}

export interface Namespace {
  readonly name: string;
  /** How long what has ended is kept, in milliseconds. */
  readonly retention: number;
  /** Custom search attributes and their types: `Text`, `Int`. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** What there is, but for the server's own. */
export async function namespacesThere(context: Context): Promise<Namespace[]> {
  const answer = (await answerOf(context, ['operator', 'namespace', 'list'])) as readonly ListedNamespace[];
  return answer
    .filter(({ namespaceInfo: { name, state } }) => name !== 'temporal-system' && state !== 'NAMESPACE_STATE_DELETED')
    .map(({ namespaceInfo: { name }, config }) => ({
      name,
      retention: Number.parseFloat(config?.workflowExecutionRetentionTtl ?? '0') * 1_000,
      attributes: new Map(Object.entries(config?.customSearchAttributeAliases ?? {}).map(([field, alias]) => [alias, typeOf(field)])),
    }));
}

interface ListedNamespace {
  readonly namespaceInfo: { readonly name: string; readonly state?: string };
  readonly config?: {
    /** `259200s` */
    readonly workflowExecutionRetentionTtl?: string;
    /** By the column that holds it. */
    readonly customSearchAttributeAliases?: Readonly<Record<string, string>>;
  };
}

/** `Text01` holds texts. */
function typeOf(field: string): string {
  return field.replace(/\d+$/, '');
}
