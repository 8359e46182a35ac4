import { problem, unreachable, type Diagnostic } from '@dust-workspace/component';
import { isConnectionError, messageOf, statusOf } from '../engineProblem.js';
import type { RegistryAccess } from './registryAuth.js';

// The first that fits. Engines quote names and addresses, so single words that may be part of one are not enough.
const reasons = [
  ['rate-limit', /toomanyrequests|too many requests|rate limit/i],
  ['disk-full', /no space left on device|disk quota exceeded/i],
  [
    'platform',
    /no matching manifest for|no image found in (?:manifest list|image index)|cannot be used on this platform|does not match the specified platform/i,
  ],
  [
    'denied',
    /access denied|denied:|unauthorized|authentication required|no basic auth credentials|invalid username\/password|incorrect username or password|403 Forbidden/i,
  ],
  ['not-found', /manifest unknown|name unknown|manifest for .* not found|repository .* not found/i],
  ['untrusted', /x509:|gave HTTP response to HTTPS client/i],
  ['engine-gone', /context canceled/i],
  ['broken-off', /\bEOF\b|connection reset|broken pipe/],
  [
    'unreachable',
    /connection refused|no such host|name resolution|(?:i\/o|handshake|client\.)[ ]?timeout|timed out|deadline exceeded|(?:network|host) is (?:unreachable|down)|no route to host|server misbehaving|proxyconnect|502 Bad Gateway|503 Service Unavailable/i,
  ],
] as const;

/** Why an image could not be had, with the words of the engine. */
export interface PullFailure {
  readonly kind: (typeof reasons)[number][0] | 'incomplete' | 'aborted' | 'other';
  readonly detail: string;
}

export interface FailedImage {
  readonly image: string;
  readonly component: string;
  readonly override: string;
  readonly registry: string;
  readonly access: RegistryAccess;
}

/** What an error of the engine's answer means. */
export function pullFailureOf(error: unknown): PullFailure {
  if (isConnectionError(error)) return { kind: 'engine-gone', detail: '' };
  const failure = failureSaid(messageOf(error));
  return failure.kind === 'other' && statusOf(error) === 404 ? { ...failure, kind: 'not-found' } : failure;
}

/** What the words mean with which an engine says that it could not pull. */
export function failureSaid(detail: string): PullFailure {
  return { kind: reasons.find(([, words]) => words.test(detail))?.[0] ?? 'other', detail };
}

/** The failure for people: the image, why it could not be had, and every way on. */
export function pullProblem(failure: PullFailure, failed: FailedImage): Diagnostic {
  if (failure.kind === 'aborted') return problem('aborted', `the image ${failed.image} of ${failed.component} was not pulled: interrupted`);
  const message = `the image ${failed.image} of ${failed.component} cannot be pulled: ${reasonOf(failure, failed)}`;
  return problem(`image-${failure.kind}`, masked(message, failed.access), remedyOf(failure, failed));
}

function reasonOf({ kind, detail }: PullFailure, { registry, access }: FailedImage): string {
  const said = ` (the engine says: ${shorten(detail)})`;
  switch (kind) {
    case 'not-found':
      return `${registry} has no such image or tag`;
    case 'denied':
      return access.kind === 'credentials'
        ? `${registry} refuses access with the credentials that docker login stored, or has no such image`
        : `${registry} refuses access without credentials, or has no such image${access.hindrance === undefined ? '' : `; ${access.hindrance}`}`;
    case 'rate-limit':
      return `${registry} allows no more pulls for now${said}`;
    case 'unreachable':
      return `${registry} cannot be reached${said}`;
    case 'broken-off':
      return `${registry} broke off${said}`;
    case 'untrusted':
      return `the engine does not trust the connection to ${registry}${said}`;
    case 'disk-full':
      return "there is no space left on the engine's disk";
    case 'platform':
      return `there is none for the platform of this machine${said}`;
    case 'engine-gone':
      return 'the container engine went away';
    case 'incomplete':
      return 'the engine ended the pull without an error, and does not have the image';
    case 'aborted':
    case 'other':
      return shorten(detail);
    default:
      return unreachable(kind);
  }
}

function remedyOf({ kind }: PullFailure, { override, registry }: FailedImage): string {
  const first = firstStep(kind, registry);
  const others = `Set ${override} to use another image, DSW_REGISTRY to a mirror of Docker Hub, or DSW_RUNTIME=process to run without containers.`;
  return first === undefined ? others : `${first}\n${others}`;
}

function firstStep(kind: PullFailure['kind'], registry: string): string | undefined {
  switch (kind) {
    case 'not-found':
    case 'platform':
    case 'aborted':
    case 'other':
      return undefined;
    case 'denied':
      return `Log in: docker login ${registry} (or podman login).`;
    case 'rate-limit':
      return `Log in (docker login ${registry}), which allows more, or wait.`;
    case 'unreachable':
      return 'Check the network of this machine and the proxy of the engine, then try again.';
    case 'untrusted':
      return `Give the engine the registry's certificate, or list ${registry} among its insecure registries.`;
    case 'disk-full':
      return 'Free some: docker system df shows what takes it, docker image prune removes what nobody uses.';
    case 'engine-gone':
      return 'Start the engine again, then repeat the command.';
    case 'broken-off':
    case 'incomplete':
      return 'Try again.';
    default:
      return unreachable(kind);
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}

/** No engine should repeat what it was given in confidence, but some quote addresses and headers in full. */
function masked(text: string, access: RegistryAccess): string {
  if (access.kind === 'anonymous') return text;
  const { password, identitytoken, registrytoken } = access.auth;
  return [password, identitytoken, registrytoken].reduce<string>(
    (shown, secret) => (secret === undefined || secret === '' ? shown : shown.replaceAll(secret, '***')),
    text,
  );
}
