import type { Configs } from './protocol/configs.js';

/** What would remove, refuse or change records while they come back. Afterwards a topic has its own settings, or the defaults. */
const meanwhile: Configs = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': '2147483647',
  'message.timestamp.type': 'CreateTime',
  'message.timestamp.before.max.ms': '9223372036854775807',
  'message.timestamp.after.max.ms': '9223372036854775807',
  'compression.type': 'producer',
  'min.insync.replicas': '1',
};

/** The settings of a topic while it is filled. */
export function configsMeanwhile(own: Configs): Configs {
  return { ...own, ...meanwhile };
}

/** What is to be changed once it is full. */
export function changesAfterwards(own: Configs): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(meanwhile).map((name) => [name, own[name]]));
}
