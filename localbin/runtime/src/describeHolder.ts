import type { PortHolder } from './portHolder.js';
import { processTable } from './process/processTable.js';

/** Who holds a port, in words: with the component, where it is one of ours. */
export function describeHolder(holder: PortHolder | 'unknown' | undefined): string {
  if (holder === undefined || holder === 'unknown') return 'a process that cannot be seen from here';
  const marks = processTable().marks(holder.pid);
  const component = typeof marks === 'object' ? marks.variable('DSW_COMPONENT') : undefined;
  if (typeof marks !== 'object' || component === undefined) return `process ${holder.pid}: ${holder.command}`;
  const place = `${marks.variable('DSW_ENVIRONMENT') ?? ''} in ${marks.variable('DSW_WORKSPACE') ?? ''}`;
  return `process ${holder.pid}, ${component} of the environment ${place}: ${holder.command}`;
}
