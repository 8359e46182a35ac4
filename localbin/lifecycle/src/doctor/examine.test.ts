import { describe, expect, it } from 'vitest';
import type { SceneComponent } from '../testing/scene.js';
import { lookedAt, symptomsOf } from '../testing/symptoms.js';
import { examine } from './examine.js';
import type { Finding } from './finding.js';
import { seen } from './seen.js';
import type { EngineSeen, Symptoms } from './symptoms.js';

const GiB = 1024 ** 3;
const day = 86_400_000;
const ago = (milliseconds: number): Date => new Date(lookedAt.getTime() - milliseconds);
const wellEngine = symptomsOf({}).engine as { readonly value: Extract<EngineSeen, { answers: true }> };

/** What is wrong, in one line each. */
function wrong(described: Readonly<Record<string, SceneComponent>>, more: Partial<Symptoms> = {}): string[] {
  return found(described, more)
    .filter(({ kind }) => kind !== 'ok')
    .map(({ kind, group, subject, message, remedy, mends }) =>
      [
        `${kind} ${group}/${subject}: ${message}`,
        ...(remedy === undefined ? [] : [remedy]),
        ...(mends ?? []).map((mend) => `fix ${mend.kind}`),
      ].join(' | '),
    );
}

function found(described: Readonly<Record<string, SceneComponent>>, more: Partial<Symptoms> = {}): Finding[] {
  return examine(symptomsOf(described, more));
}

describe('the doctor', () => {
  it('says of everything that is well that it is', () => {
    expect(
      found({ db: {} }, { certificates: seen([dates('local', 'ann', 400)]) }).map(
        ({ kind, group, subject, message }) => `${kind} ${group}/${subject}: ${message}`,
      ),
    ).toEqual([
      'ok machine/node: Node 20.19.0 on linux',
      'ok machine/disk: 53.7 GB of 107.4 GB are free where the workspace lies',
      'ok machine/memory: 4.3 GB of 8.6 GB are available',
      'ok machine/open files: a process may have 65536 files open',
      'ok machine/git: git 2.39.5',
      'ok machine/editor: vim (from EDITOR)',
      'ok machine/openssl: OpenSSL 3.0.15',
      'ok engine/engine: Docker 28.0 answers at unix:///var/run/docker.sock (overlay2)',
      'ok engine/compose: Docker Compose 2.30.1',
      'ok engine/clock: the clock of the engine agrees with that of this machine',
      'ok workspace/certificates: 1 recipient of secrets, none expires within 30 days',
      'ok workspace/configuration: the files of local are made, and up to their templates',
      'ok workspace/leftovers: nothing is left of environments that are gone',
      'ok components/components: db: nothing is wrong',
    ]);
  });

  it('gives a reason and a remedy for everything that is not', () => {
    const findings = found(
      { db: { observed: { misconfigured: [] } } },
      { memory: seen({ availableBytes: 1, totalBytes: 2 }), git: seen(undefined), openssl: seen(undefined) },
    );
    const silent = findings.filter(({ kind, why, remedy }) => kind !== 'ok' && (why === undefined || remedy === undefined));
    expect(silent).toEqual([]);
  });

  it('goes on where one thing cannot be looked at', () => {
    const unseen = { kind: 'unseen', reason: 'it is gone' } as const;
    expect(wrong({ db: {} }, { disks: unseen, engine: unseen, observed: unseen, ports: unseen })).toEqual([
      'warning machine/disk: could not be asked: it is gone',
      'warning engine/engine: could not be asked: it is gone',
      'warning components/components: could not be asked: it is gone',
      'warning components/ports: could not be asked: it is gone',
    ]);
  });
});

describe('of the machine, the doctor', () => {
  it('refuses a Node that is too old, and systems that are not supported', () => {
    expect(wrong({}, { host: { nodeVersion: '18.0.0', platform: 'win32' } })).toEqual([
      'problem machine/node: Node 18.0.0 is too old | Install Node 20.19 or newer.',
      'problem machine/node: Windows is not supported | Use the Windows Subsystem for Linux.',
    ]);
  });

  it('tells what makes Node slow, unless it hardly does', () => {
    const slow = (asIs: number): string[] =>
      wrong({}, { nodeStarts: seen({ variables: ['NODE_EXTRA_CA_CERTS'], starts: { asIs, without: 40 } }) });
    expect(slow(120)).toEqual([
      'warning machine/node: each start of Node takes 80 ms longer because of NODE_EXTRA_CA_CERTS | unset NODE_EXTRA_CA_CERTS    # in shells whose programs do without',
    ]);
    expect(slow(50)).toEqual([]);
  });

  it('warns of a disk before it is full, whatever its size', () => {
    const kinds = (freeBytes: number, totalBytes: number, freeFiles: number | undefined = 0.5): string[] =>
      found({}, { disks: seen([{ holds: ['its volumes', 'its backups'], freeBytes, totalBytes, freeFiles }]) }).flatMap(
        ({ subject, kind }) => (subject === 'disk' ? [kind] : []),
      );
    expect(kinds(100 * GiB, 4000 * GiB)).toEqual(['ok']);
    expect(kinds(4 * GiB, 100 * GiB)).toEqual(['warning']);
    expect(kinds(2 * GiB, 8 * GiB)).toEqual(['ok']);
    expect(kinds(GiB / 4, 100 * GiB)).toEqual(['problem']);
    expect(kinds(50 * GiB, 100 * GiB, 0.01)).toEqual(['warning']);
    expect(kinds(50 * GiB, 100 * GiB, undefined)).toEqual(['ok']);
  });

  it('takes a missing openssl for a problem only where there are secrets', () => {
    const kinds = (openssl: string | undefined, hasSecrets: boolean): string[] =>
      found({}, { openssl: seen(openssl), hasSecrets }).flatMap(({ subject, kind }) => (subject === 'openssl' ? [kind] : []));
    expect([kinds(undefined, false), kinds(undefined, true), kinds('OpenSSL 1.1.1w', true), kinds('LibreSSL 3.3.6', false)]).toEqual([
      ['warning'],
      ['problem'],
      ['problem'],
      ['warning'],
    ]);
  });

  it('wants an editor that is there', () => {
    expect(wrong({}, { editor: seen({ command: 'code --wait', from: 'VISUAL', found: false }) })).toEqual([
      'warning machine/editor: code --wait (from VISUAL) is not on PATH | export EDITOR=nano    # in ~/.profile, or another that is installed',
    ]);
  });
});

describe('of the container engine, the doctor', () => {
  const absent = seen<EngineSeen>({
    answers: false,
    problems: [{ severity: 'error', code: 'no-engine', message: 'there is none', remedy: 'Start it.' }],
  });

  it('warns where there is none, and calls it a problem where containers were chosen', () => {
    expect(wrong({}, { engine: absent })).toEqual([
      'warning engine/engine: there is none: components run as processes, where their programs are installed | Start it.',
    ]);
    expect(wrong({}, { engine: absent, containersChosen: true })).toEqual(['problem engine/engine: there is none | Start it.']);
  });

  it('wants Compose, in version 2', () => {
    const compose = (answer: Extract<EngineSeen, { answers: true }>['compose']): string[] =>
      wrong({}, { engine: seen({ ...wellEngine.value, compose: answer }) });
    expect(compose({ kind: 'missing' })).toEqual([
      'warning engine/compose: Docker Compose is not installed | apt-get install docker-compose-plugin    # or Docker Desktop',
    ]);
    expect(compose({ kind: 'said', text: '1.29.2' })).toEqual([
      'problem engine/compose: Docker Compose 1.29.2 is too old | apt-get install docker-compose-plugin    # or Docker Desktop',
    ]);
    expect(compose({ kind: 'said', text: '>>>> Executing external compose provider\nv2.26.1' })).toEqual([]);
  });

  it('compares the clocks', () => {
    const clock = (clockAhead: number): string[] =>
      wrong({}, { engine: seen({ ...wellEngine.value, facts: { ...wellEngine.value.facts, clockAhead } }) });
    expect(clock(3_000)).toEqual([]);
    expect(clock(-600_000)).toEqual([
      expect.stringContaining('warning engine/clock: the clock of the engine is 10 min behind that of this machine'),
    ]);
  });
});

function dates(environment: string, name: string, days: number) {
  return {
    environment,
    name,
    file: `env/recipients/${environment}/${name}.crt`,
    from: ago(day),
    to: new Date(lookedAt.getTime() + days * day),
  };
}

describe('of the workspace, the doctor', () => {
  it('warns of certificates before they expire; one of this environment that has is a problem', () => {
    expect(
      wrong(
        {},
        {
          certificates: seen([
            dates('local', 'ann', 10),
            dates('local', 'bob', -1),
            dates('staging', 'carl', -1),
            dates('local', 'dora', 31),
          ]),
        },
      ),
    ).toEqual([
      'warning workspace/certificates: env/recipients/local/ann.crt expires in 10 days, on 2026-12-02 | Ask ann for a new one, then dsw secrets-rotate --env local',
      'problem workspace/certificates: env/recipients/local/bob.crt expired on 2026-11-21 | Ask bob for a new one, then dsw secrets-rotate --env local',
      'warning workspace/certificates: env/recipients/staging/carl.crt expired on 2026-11-21 | Ask carl for a new one, then dsw secrets-rotate --env staging',
    ]);
  });

  it('names what is left of environments that are gone, and leaves what works on data', () => {
    const resource = (kind: 'container' | 'network', name: string, environment: string) => ({ kind, id: name, name, environment });
    expect(
      wrong(
        {},
        {
          resources: seen([
            resource('container', 'a', 'gone'),
            resource('network', 'n', 'gone'),
            resource('container', 'b', 'half'),
            resource('container', 'c', 'local'),
            { ...resource('container', 'd', 'local'), abandoned: true },
          ]),
          processes: seen([
            { pid: 7, environment: 'gone', component: 'db' },
            { pid: 8, environment: 'local', component: 'db' },
          ]),
          environments: { made: ['local'], thrownAway: [], data: new Map([['half', ['platform/db/volumes/half']]]) },
          leases: seen([{ unit: { first: 20_000, last: 20_019 }, lessee: { workspace: '/w', environment: 'gone' } }]),
          folders: seen([
            { folder: 'env/.removing-1', kind: 'removal' },
            { folder: 'env/local/run/old', kind: 'run' },
          ]),
        },
      ),
    ).toEqual([
      'warning engine/leftovers: 1 container and 1 network of the environment gone, which is gone: a, n | dsw doctor --fix | fix resource | fix resource',
      'warning engine/leftovers: 1 container of the environment half, which is gone: b | dsw down --env half && dsw env-remove half',
      'warning engine/leftovers: 1 container of commands that were killed: d | dsw doctor --fix | fix resource',
      'warning workspace/leftovers: 1 process runs for the environment gone, which is gone: 7 (db) | kill 7',
      'warning workspace/leftovers: data of the environment half, which is gone: platform/db/volumes/half | dsw env-remove half    # removes them; dsw up --env half uses them',
      'warning workspace/leftovers: 1 lease of ports of environments that are gone: gone in /w | dsw doctor --fix | fix lease',
      'warning workspace/leftovers: env/.removing-1 was being removed when the command was killed | dsw doctor --fix | fix folder',
      'warning workspace/leftovers: env/local/run/old holds logs of what is no component now | dsw doctor --fix | fix folder',
    ]);
  });

  it('leaves what is in an engine that other machines may use', () => {
    const elsewhere = seen({ ...wellEngine.value, facts: { ...wellEngine.value.facts, local: false } });
    const resources = seen([{ kind: 'container', id: 'a', name: 'a', environment: 'gone' } as const]);
    expect(wrong({}, { engine: elsewhere, resources })).toEqual([
      'warning engine/leftovers: 1 container of the environment gone, which is gone: a | docker container rm a    # unless another machine uses this engine',
    ]);
  });

  it('mends what killed commands left in its own environment, and says where else to mend', () => {
    const holder = { process: { pid: 7, boot: 'b', start: 's' }, command: 'dsw up', since: ago(3 * 3_600_000).toISOString() };
    const lock = (environment: string, kind: 'environment' | 'other') => ({
      file: `env/${environment}/run/lock`,
      environment,
      kind,
      holder,
    });
    const said = (environment: string): string =>
      `warning workspace/locks: env/${environment}/run/lock is held by a command that died: dsw up (process 7), 3 h ago`;
    expect(
      wrong(
        {},
        {
          locks: seen([lock('local', 'environment'), lock('local', 'other'), lock('staging', 'environment')]),
          environments: { made: ['local', 'local-drill', 'staging-drill'], thrownAway: ['local-drill', 'staging-drill'], data: new Map() },
        },
      ),
    ).toEqual([
      'warning workspace/leftovers: local-drill is what a drill left that was killed | dsw doctor --fix | fix drill',
      'warning workspace/leftovers: staging-drill is what a drill left that was killed | dsw doctor --fix --env staging',
      `${said('local')} | dsw doctor --fix | fix settle`,
      `${said('local')} | dsw doctor --fix | fix lock`,
      `${said('staging')} | dsw doctor --fix --env staging`,
    ]);
  });

  it('tells names that mean nothing, with the nearest', () => {
    const stranger = {
      kind: 'variable',
      file: 'env/local/db.env',
      line: 3,
      name: 'DB_PASWORD',
      component: 'db',
      near: 'DB_PASSWORD',
      others: [],
    } as const;
    expect(
      wrong(
        {},
        {
          strangers: seen([
            stranger,
            { ...stranger, near: undefined, name: 'WEB_X', others: ['web'] },
            { ...stranger, component: undefined, file: 'the shell', line: undefined, near: 'DSW_PROFILE', name: 'DSW_PROFIL' },
            { ...stranger, kind: 'file', component: undefined, file: 'env/local/bd.env', name: 'bd', near: 'db.env' },
          ]),
        },
      ),
    ).toEqual([
      'warning workspace/variables: env/local/db.env:3: DB_PASWORD means nothing: db has no such variable | Did you mean DB_PASSWORD?',
      "warning workspace/variables: env/local/db.env:3: WEB_X means nothing: db has no such variable, but web has | Remove it, or declare it in the component's component.yaml.",
      'warning workspace/variables: the shell: DSW_PROFIL means nothing: no component has such a variable | Did you mean DSW_PROFILE?',
      'warning workspace/variables: env/local/bd.env belongs to no component: there is no bd | Did you mean db.env?',
    ]);
  });

  it('looks at configuration, modes and times', () => {
    expect(
      wrong(
        {},
        {
          configuration: seen({ missing: ['env/local/a.env'], behind: ['env/local/b.env', 'env/local/c.env'] }),
          open: seen([{ file: 'env/local/b.env', mode: 0o644 }]),
          ahead: seen([{ file: 'env/local/b.env', at: new Date(lookedAt.getTime() + 3_600_000) }]),
        },
      ),
    ).toEqual([
      'warning workspace/configuration: 1 file is not made yet: env/local/a.env | dsw doctor --fix | fix configuration',
      'warning workspace/configuration: 2 files are behind their templates: env/local/b.env, env/local/c.env | dsw env-config-prepare --env local    # shows what would change, and asks',
      'warning workspace/file modes: others on this machine may read a file with secrets: env/local/b.env (0644) | dsw doctor --fix    # chmod 600 | fix mode',
      expect.stringMatching(/^warning workspace\/clock: 1 file of the workspace is from the future: env\/local\/b\.env by 60 min/),
    ]);
  });
});

describe('of components, the doctor', () => {
  it('tells of variables without a value what does not work without them, and where to set them', () => {
    const login = 'nobody can log in';
    const env = {
      LOGIN_KEY: { secret: true, without: login },
      OTHER: { optional: true },
      BUCKET: { without: 'no uploads' },
      LOGIN_ID: { without: login },
    };
    const where = 'Set what you have in env/local/front.env or platform/front/.env; secrets with dsw secrets-set front NAME.';
    expect(wrong({ front: { manifest: { env } } })).toEqual([
      `warning components/front: LOGIN_KEY, LOGIN_ID have no value: nobody can log in | ${where}`,
      `warning components/front: BUCKET has no value: no uploads | ${where}`,
    ]);
    const set = new Map([['front', new Set(['LOGIN_KEY', 'LOGIN_ID', 'BUCKET'])]]);
    expect(wrong({ front: { manifest: { env } } }, { set })).toEqual([]);
  });

  it('warns of what cannot run here or has failed, and calls a problem what stands in the way', () => {
    const misconfigured = [{ severity: 'error', code: 'value', message: 'PORT must be a number', remedy: 'Correct the value.' }] as const;
    expect(
      wrong(
        {
          redis: { state: 'unavailable', observed: { detail: 'install redis-server' } },
          web: { state: 'failed', observed: { detail: 'exited with 1' } },
          db: { observed: { misconfigured } },
        },
        {
          ports: seen([{ severity: 'error', code: 'port-taken', message: 'port 80 is taken by process 7', remedy: 'Stop that process.' }]),
        },
      ),
    ).toEqual([
      'warning components/redis: is unavailable here | install redis-server',
      'warning components/web: failed: exited with 1 | dsw logs web',
      'problem components/db: PORT must be a number | Correct the value.',
      'problem components/ports: port 80 is taken by process 7 | Stop that process.',
    ]);
  });

  it('wants what their manifests ask of the kernel and of programs', () => {
    const manifest = { host: { sysctl: { 'vm.max_map_count': 262_144, 'fs.other': 1 } } };
    const tool = { component: 'front', program: 'node', atLeast: '24.16', install: 'install Node 24' } as const;
    expect(
      wrong(
        { es: { manifest }, front: {} },
        {
          kernel: seen(
            new Map([
              ['vm.max_map_count', 65_530],
              ['fs.other', undefined],
            ]),
          ),
          tools: seen([
            { ...tool, answer: { kind: 'said', text: 'v22.1.0' } },
            { ...tool, answer: { kind: 'said', text: 'v24.16.0' } },
            { ...tool, program: 'cargo', atLeast: '1.94', answer: { kind: 'said', text: 'cargo 1.9.0 (abc 2026-01-01)' } },
            { ...tool, answer: { kind: 'missing' } },
          ]),
        },
      ),
    ).toEqual([
      'warning components/es: vm.max_map_count of this machine is 65530, and should be 262144 at least | sudo sysctl -w vm.max_map_count=262144    # and to keep it, vm.max_map_count = 262144 in /etc/sysctl.d/60-es.conf',
      'warning components/front: node is 22.1.0, and 24.16 is the oldest that will do | install Node 24',
      'warning components/front: cargo is 1.9.0, and 1.94 is the oldest that will do | install Node 24',
    ]);
  });

  it('wants a backup of data that are a day old, and one that was proven in the last week', () => {
    const backups = (sinceDays: number, lastBackup: { at: number; provenAt?: number } | null, hasData = true): string[] => {
      const set = '20261120T100000Z-abcd';
      const verified =
        lastBackup?.provenAt === undefined
          ? null
          : { set, at: ago(lastBackup.provenAt * day).toISOString(), bytes: 1, verifiedAt: '', how: 'drill' as const };
      const last = lastBackup === null ? null : { set, at: ago(lastBackup.at * day).toISOString(), bytes: 1, verified };
      return wrong({ db: { observed: { hasData, lastBackup: last } } }, { dataSince: new Map([['db', ago(sinceDays * day)]]) });
    };
    const remedy = 'dsw backup db && dsw drill db';
    expect(backups(0.5, null)).toEqual([]);
    expect(backups(2, null, false)).toEqual([]);
    expect(backups(2, null)).toEqual([`warning components/db: has data of which there is no backup | ${remedy}`]);
    expect(backups(3, { at: 1 })).toEqual([]);
    expect(backups(30, { at: 1 })).toEqual([`warning components/db: none of its backups was ever proven | ${remedy}`]);
    expect(backups(30, { at: 1, provenAt: 2 })).toEqual([]);
    expect(backups(30, { at: 1, provenAt: 9 })).toEqual([
      `warning components/db: its newest backup that was proven is of 9 d ago | ${remedy}`,
    ]);
    expect(backups(30, { at: -1, provenAt: -1 })).toEqual([
      'warning components/db: its newest backup, 20261120T100000Z-abcd, is from the future | dsw backup-list --env local',
    ]);
  });
});
