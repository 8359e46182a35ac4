import { formatBytes } from '@dust-workspace/backup';
import { roughly } from './counted.js';
import type { Finding } from './finding.js';
import type { EngineSeen, Symptoms } from './symptoms.js';
import { findingsOf } from './findingsOf.js';

/** Milliseconds by which two clocks may differ. */
const clockDifference = 5_000;

const littleMemory = 2 * 1024 ** 3;

/** What is well with the container engine and what is not. `needed`: containers were chosen, so that nothing starts without one. Pure. */
export function examineEngine(engine: Symptoms['engine'], needed: boolean): readonly Finding[] {
  return findingsOf('engine', 'engine', engine, (seen) => (seen.answers ? [...present(seen), ...clock(seen)] : [absent(seen, needed)]));
}

function absent({ problems }: Extract<EngineSeen, { answers: false }>, needed: boolean): Finding {
  const [first] = problems;
  const reason = first?.message ?? 'no container engine answers';
  const remedy = first?.remedy ?? 'Install Docker or podman, and start it.';
  if (needed)
    return {
      kind: 'problem',
      group: 'engine',
      subject: 'engine',
      message: reason,
      why: 'DSW_RUNTIME=compose was chosen: nothing starts without it',
      remedy,
    };
  return {
    kind: 'warning',
    group: 'engine',
    subject: 'engine',
    message: `${reason}: components run as processes, where their programs are installed`,
    why: 'what has no program here is unavailable, and dsw tools needs an engine',
    remedy,
  };
}

function present({ facts, compose }: Extract<EngineSeen, { answers: true }>): Finding[] {
  const { name, address, rootless, memoryBytes, storage } = facts;
  const more = [...(storage === undefined ? [] : [storage]), ...(rootless ? ['rootless'] : [])];
  const memory: Finding[] =
    memoryBytes === undefined || memoryBytes >= littleMemory
      ? []
      : [
          {
            kind: 'warning',
            group: 'engine',
            subject: 'engine',
            message: `it has ${formatBytes(memoryBytes)} of memory`,
            why: 'containers that take more are ended with exit status 137',
            remedy: 'Give its virtual machine more, in the settings of Docker Desktop or with podman machine set --memory.',
          },
        ];
  return [
    {
      kind: 'ok',
      group: 'engine',
      subject: 'engine',
      message: `${name} answers at ${address}${more.length === 0 ? '' : ` (${more.join(', ')})`}`,
    },
    ...memory,
    composeFinding(compose),
  ];
}

function composeFinding(compose: Extract<EngineSeen, { answers: true }>['compose']): Finding {
  const base = { group: 'engine', subject: 'compose' } as const;
  const why = 'it makes the containers of components';
  const remedy = 'apt-get install docker-compose-plugin    # or Docker Desktop';
  switch (compose.kind) {
    case 'missing':
      return { ...base, kind: 'warning', message: 'Docker Compose is not installed', why, remedy };
    case 'failed':
      return { ...base, kind: 'warning', message: `could not be asked: ${compose.reason}`, why };
    case 'said': {
      // podman compose says first to whom it hands on.
      const version = compose.text.split('\n').at(-1)?.trim().replace(/^v/, '') ?? '';
      if (version.startsWith('1.')) return { ...base, kind: 'problem', message: `Docker Compose ${version} is too old`, why, remedy };
      return { ...base, kind: 'ok', message: `Docker Compose ${version}` };
    }
  }
}

function clock({ facts }: Extract<EngineSeen, { answers: true }>): Finding[] {
  const ahead = facts.clockAhead;
  if (ahead === undefined) return [];
  const base = { group: 'engine', subject: 'clock' } as const;
  if (Math.abs(ahead) <= clockDifference)
    return [{ ...base, kind: 'ok', message: 'the clock of the engine agrees with that of this machine' }];
  return [
    {
      ...base,
      kind: 'warning',
      message: `the clock of the engine is ${roughly(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} that of this machine`,
      why: 'ages, tokens and the order of log lines go wrong, and a certificate may count as expired',
      remedy: 'timedatectl set-ntp true    # on both; restart Docker Desktop after the machine has slept',
    },
  ];
}
