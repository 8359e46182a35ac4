import { unreachable } from '@dust-workspace/component';
import { counted, some } from './counted.js';
import type { Mend } from './finding.js';

/** What is done in a mend, in words: `removed`, `container x`. */
export interface MendInWords {
  readonly doing: string;
  readonly done: string;
  readonly what: string;
}

export function describeMend(mend: Mend): MendInWords {
  switch (mend.kind) {
    case 'resource': {
      const { kind, name, environment, abandoned } = mend.resource;
      const whose = abandoned === true ? 'of a command that was killed' : `of the environment ${environment ?? ''}, which is gone`;
      return { ...removal, what: `${kind} ${name}, ${whose}` };
    }
    case 'lease': {
      const { unit, lessee } = mend.lease;
      const ports = unit.first === unit.last ? `port ${unit.first}` : `ports ${unit.first} to ${unit.last}`;
      return { ...removal, what: `lease of ${ports} for ${lessee.environment} in ${lessee.workspace}` };
    }
    case 'folder':
      return { ...removal, what: `${mend.folder}/` };
    case 'lock':
      return { ...removal, what: `${mend.file}, whose holder is dead` };
    case 'drill':
      return { ...removal, what: `environment ${mend.environment}, which a killed drill left` };
    case 'settle':
      return { doing: 'settle', done: 'settled', what: 'what killed commands left: lock, commands, supervisor' };
    case 'configuration':
      return { doing: 'make', done: 'made', what: `${counted(mend.files.length, 'configuration file')}: ${some(mend.files, 8)}` };
    case 'mode':
      return { doing: 'close', done: 'closed', what: `${mend.file} to others (0600)` };
    default:
      return unreachable(mend);
  }
}

const removal = { doing: 'remove', done: 'removed' } as const;
