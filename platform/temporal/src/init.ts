import { setTimeout as sleep } from 'node:timers/promises';
import { HookFailure } from '@dust-workspace/component/hooks';
import { client, lastLine, refusal, type Context } from './client.js';
import { configuredNamespaces, namespacesThere, type Namespace } from './namespaces.js';

/** By which Dust's workflows are found, with their types. */
export const searchAttributes: Readonly<Record<string, string>> = { connectorId: 'Int', conversationId: 'Text', workspaceId: 'Text' };

/** How long the server may take to serve a new namespace. */
const patience = 60_000;

/** Makes the namespaces and search attributes that are missing, and returns when the server serves them. */
export async function init(context: Context): Promise<void> {
  const names = configuredNamespaces(context);
  const before = await namespacesByName(context);
  // One after the other: two changes at once get in each other's way.
  for (const name of names) if (!before.has(name)) await makeNamespace(context, name);
  for (const name of names) await addAttributes(context, name, before.get(name));
  await expectAll(context, names);
  await Promise.all(names.map((name) => untilServed(context, name)));
}

async function namespacesByName(context: Context): Promise<Map<string, Namespace>> {
  return new Map((await namespacesThere(context)).map((namespace) => [namespace.name, namespace]));
}

/** What counts is whether it is there afterwards: one that is there already is a failure of the command. */
async function makeNamespace(context: Context, name: string): Promise<void> {
  const args = ['operator', 'namespace', 'create', '--namespace', name];
  const result = await client(context, args);
  if (result.exitCode === 0) context.log(`made the namespace ${name}`);
  else if (!(await namespacesByName(context)).has(name)) throw refusal(context, args, result);
}

/** The frontend reads its list of namespaces every few seconds: until then a new one is unknown to it, or is what had the name before. */
async function addAttributes(context: Context, name: string, known: Namespace | undefined): Promise<void> {
  const missing = Object.entries(searchAttributes).filter(([attribute]) => known?.attributes.has(attribute) !== true);
  for (const [attribute, type] of missing) {
    const args = ['operator', 'search-attribute', 'create', '--namespace', name, '--name', attribute, '--type', type];
    await patiently(context, async () => {
      const result = await client(context, args);
      if (result.exitCode === 0) context.log(`made the search attribute ${attribute} (${type}) of ${name}`);
      else if ((await namespacesByName(context)).get(name)?.attributes.has(attribute) !== true) return refusal(context, args, result);
      return undefined;
    });
  }
}

async function expectAll(context: Context, names: readonly string[]): Promise<void> {
  const there = await namespacesByName(context);
  for (const name of names) {
    const attributes = there.get(name)?.attributes;
    if (attributes === undefined) throw new HookFailure(`the namespace ${name} is not there after it was made`);
    for (const [attribute, type] of Object.entries(searchAttributes)) {
      const found = attributes.get(attribute);
      if (found === type) continue;
      if (found === undefined) throw new HookFailure(`the search attribute ${attribute} of ${name} is not there after it was made`);
      throw new HookFailure(
        `the search attribute ${attribute} of ${name} has the type ${found} instead of ${type}`,
        `Remove it: dsw exec ${context.component} scripts/client.sh operator search-attribute remove --namespace ${name} --name ${attribute} --yes`,
      );
    }
  }
}

/** That a namespace can be described does not mean that workflows can be started in it. */
function untilServed(context: Context, name: string): Promise<void> {
  return patiently(context, async () => {
    const { exitCode, stderr } = await client(context, ['workflow', 'count', '--namespace', name]);
    if (exitCode === 0) return undefined;
    return new HookFailure(`the namespace ${name} is not served: ${lastLine(stderr)}`, `See dsw logs ${context.component}.`);
  });
}

/** Tries until there is no failure; the last one is thrown when that takes too long. */
async function patiently({ signal }: Context, attempt: () => Promise<HookFailure | undefined>): Promise<void> {
  const deadline = Date.now() + patience;
  for (let pause = 100; ; pause = Math.min(1_000, pause * 1.5)) {
    const failure = await attempt();
    if (failure === undefined) return;
    if (Date.now() > deadline) throw failure;
    await sleep(pause, undefined, { signal });
  }
}
