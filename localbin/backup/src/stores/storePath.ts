/**
 * Whether a path names a file of a set: parts with slashes between, none of them empty, `.` or `..`, without a backslash or a control character,
 * which would not survive every store.
 */
export function isStorePath(path: string): boolean {
  return (
    path.length <= 1000 &&
    !/[\p{Cc}\p{Cs}\\]/u.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= 255)
  );
}

/** Throws for a path that is none: whoever asks has made it, or has checked it. */
export function expectStorePath(path: string): string {
  if (!isStorePath(path)) throw new Error(`${JSON.stringify(path)} is no path of a file of a set`);
  return path;
}
