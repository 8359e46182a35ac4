import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Writes a page that only its owner can read and that leads on to `address`. Returns where a browser finds it. */
export async function writeRedirect(folder: string, address: string): Promise<string> {
  const file = join(folder, 'open.html');
  // Made anew, for nobody else: an earlier one may be open to others.
  await rm(file, { force: true });
  await writeFile(file, pageFor(address), { mode: 0o600, flag: 'wx' });
  return pathToFileURL(file).href;
}

function pageFor(address: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>console</title>
<p><a href="${address}">Open the console</a>
</html>
`;
}
