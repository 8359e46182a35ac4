import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { namesIn, parseCertificate, recipientsFolder } from './recipients.js';

/** When the certificate of a recipient begins and ceases to be valid. */
export interface RecipientDates {
  readonly environment: string;
  /** The name of its file, without `.crt`. */
  readonly name: string;
  /** Relative to the workspace. */
  readonly file: string;
  readonly from: Date;
  readonly to: Date;
}

/** The certificates of all recipients in all environments, by environment and name. What is no certificate is left out: whoever uses it says so. */
export async function recipientDates(root: string): Promise<RecipientDates[]> {
  const folders = await readdir(recipientsFolder(root, ''), { withFileTypes: true }).catch(() => []);
  const environments = folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const found = await Promise.all(environments.map((environment) => datesIn(root, environment)));
  return found.flat();
}

async function datesIn(root: string, environment: string): Promise<RecipientDates[]> {
  const folder = recipientsFolder(root, environment);
  const read = await Promise.all(
    (await namesIn(folder)).map(async (name): Promise<RecipientDates[]> => {
      const path = join(folder, `${name}.crt`);
      const certificate = parseCertificate(await readFile(path, 'latin1').catch(() => ''));
      if (certificate === undefined) return [];
      const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
      return [{ environment, name, file: relative(root, path), from, to }];
    }),
  );
  return read.flat();
}
