import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';

/** A secret that is met nowhere else, with whatever is awkward in files, shells, URLs and JSON. */
export const sentinel = 'sentinel-7f3a$1 "\\Ä\'+/?&=%41#';

/** A second one, of several lines. */
export const sentinelKey = '-----BEGIN SENTINEL KEY-----\nc2VudGluZWwgb25l+/\nc2VudGluZWwgdHdv\nshort\n-----END SENTINEL KEY-----\n';

/** For an env file, where backquotes stand around what has both other quotes in it. */
export const sentinelValue = `\`${sentinel}\``;
export const sentinelKeyValue = `"${sentinelKey}"`;

/** A function for JavaScript that prints a text in every way that is known here, by a function that prints a line. */
export const sayInEveryWay = `(text, print) => {
  const bytes = (around) => Buffer.from(around.replace('*', text));
  const spellings = [text, JSON.stringify({ text }), JSON.stringify(JSON.stringify([text])), encodeURIComponent(text), encodeURI(text),
    new URLSearchParams({ text }).toString(), bytes('*').toString('base64'), bytes('u:*').toString('base64'), bytes('us:*!').toString('base64url'),
    bytes('*').toString('hex'), bytes('*').toString('hex').toUpperCase(), "'" + text.replaceAll("'", "'\\\\''") + "'", ...text.split('\\n')];
  for (const spelling of spellings) print('says ' + spelling);
}`;

/** By any of these somebody would find one of the secrets: pieces of them, as they are and encoded. */
export const tells: readonly string[] = ['sentinel-7f3a', 'c2VudGluZWwgb25l', 'c2VudGluZWwgdHdv', 'SENTINEL KEY'].flatMap(tellsOf);

function tellsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const pieces = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  );
  return [text, encodeURIComponent(text), ...pieces, bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
}

/** The lines of a text that tell a secret. */
export function telling(text: string): string[] {
  return text.split('\n').filter((line) => tells.some((tell) => line.includes(tell)));
}

/** Looks at the command lines of all processes of this machine, again and again, until `body` has ended. Those that told a secret are returned. */
export async function commandLinesDuring(body: () => Promise<void>): Promise<string[]> {
  let over = false;
  const told = new Set<string>();
  const look = async (pid: string): Promise<void> => {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (telling(line).length > 0) told.add(line.replaceAll('\0', ' '));
  };
  const watching = (async () => {
    while (!over) {
      await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(look));
      await sleep(3);
    }
  })();
  try {
    await body();
  } finally {
    over = true;
    await watching;
  }
  return [...told];
}

/** The files below a folder that tell a secret, also in what is compressed. Links are not followed. */
export async function filesThatTell(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const told = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        const content = path.endsWith('.zst') ? execFileSync('zstd', ['--decompress', '--stdout'], { input: bytes }) : bytes;
        return tells.some((tell) => content.includes(tell)) ? [relative(folder, path)] : [];
      }),
  );
  return told.flat().sort();
}
