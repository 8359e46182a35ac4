import { describe, expect, it } from 'vitest';
import { scene, type SceneComponent } from '../testing/scene.js';
import { examine, type Symptoms } from './examine.js';

/** What is found of components on a machine where a container engine answers, in one line each. */
function found(described: Readonly<Record<string, SceneComponent>>, more: Partial<Symptoms> = {}): string[] {
  const { components, observed } = scene(described);
  const symptoms: Symptoms = {
    host: { nodeVersion: '20.19.0', platform: 'linux' },
    engine: { answers: true, name: 'Docker 28.0' },
    components: [...components.values()],
    observed,
    set: new Map(),
    environment: 'local',
    ...more,
  };
  return examine(symptoms).map(
    ({ kind, subject, message, remedy }) => `${kind} ${subject}: ${message}${remedy === undefined ? '' : ` | ${remedy}`}`,
  );
}

const well = ['ok host: Node 20.19.0 on linux', 'ok containers: Docker 28.0 answers'];

describe('the doctor', () => {
  it('has nothing to say of what is as it should be', () => {
    expect(found({ db: {} })).toEqual(well);
  });

  it('tells of variables without a value what does not work without them, and where to set them', () => {
    const login = 'nobody can log in';
    const env = {
      LOGIN_KEY: { secret: true, without: login },
      OTHER: { optional: true },
      BUCKET: { without: 'no uploads' },
      LOGIN_ID: { without: login },
    };
    const where = 'Set what you have in env/local/front.env or platform/front/.env; secrets with dsw secrets-set front NAME.';
    expect(found({ front: { manifest: { env } } })).toEqual([
      ...well,
      `warning front: LOGIN_KEY, LOGIN_ID have no value: nobody can log in | ${where}`,
      `warning front: BUCKET has no value: no uploads | ${where}`,
    ]);
    const set = new Map([['front', new Set(['LOGIN_KEY', 'LOGIN_ID', 'BUCKET'])]]);
    expect(found({ front: { manifest: { env } } }, { set })).toEqual(well);
  });

  it('warns of what cannot run here, and of a machine without containers', () => {
    const observed = { detail: 'install redis-server' };
    expect(found({ redis: { state: 'unavailable', observed } }, { engine: { answers: false, reason: 'no engine answers' } })).toEqual([
      'ok host: Node 20.19.0 on linux',
      'warning containers: no engine answers: components run as processes, where their programs are installed | Install Docker or podman, and start it.',
      'warning redis: is unavailable here | install redis-server',
    ]);
  });

  it('calls a problem what stands in the way', () => {
    const misconfigured = [{ severity: 'error', code: 'value', message: 'PORT must be a number', remedy: 'Correct the value.' }] as const;
    expect(found({ db: { observed: { misconfigured } } }, { host: { nodeVersion: '18.0.0', platform: 'win32' } })).toEqual([
      'problem host: Node 18.0.0 is too old | Install Node 20.19 or newer.',
      'problem host: Windows is not supported | Use the Windows Subsystem for Linux.',
      'ok containers: Docker 28.0 answers',
      'problem db: PORT must be a number | Correct the value.',
    ]);
  });
});
