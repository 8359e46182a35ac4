import { problem, type Diagnostic } from '@dust-workspace/component';

export interface Host {
  /** As in `process.versions.node`. */
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
}

/** What stands in the way of using this machine at all. Components say themselves what they lack. Pure. */
export function checkHost({ nodeVersion, platform }: Host): Diagnostic[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isOld = major < 20 || (major === 20 && minor < 19);
  return [
    ...(isOld ? [problem('old-node', `Node ${nodeVersion} is too old`, 'Install Node 20.19 or newer.')] : []),
    ...(platform === 'win32' ? [problem('platform', 'Windows is not supported', 'Use the Windows Subsystem for Linux.')] : []),
  ];
}
