import { parseImageName } from './imageName.js';

/** Words of tags that say what an image is built on, not which engine is in it. */
const systems = new Set([
  'alpine',
  'bookworm',
  'bullseye',
  'buster',
  'trixie',
  'debian',
  'ubuntu',
  'jammy',
  'noble',
  'ubi',
  'el',
  'fedora',
]);
const previews = new Set(['alpha', 'beta', 'rc', 'preview']);

/**
 * Whether the engine in an image is certainly older than that of the image which was used before, going by versions in their tags such as
 * `2.19.3-pg17`. Undefined when they do not tell: other repositories, hashes, `latest`, `7` beside `7.4`.
 */
export function isOlder(imageNow: string, imageBefore: string): boolean | undefined {
  const [now, before] = [parseImageName(imageNow), parseImageName(imageBefore)];
  if (!now.ok || !before.ok || !isSameRepository(now.value.path, before.value.path)) return undefined;
  const [versionsNow, versionsBefore] = [versionsIn(now.value.tag), versionsIn(before.value.tag)];
  const names = new Set([...versionsNow.keys(), ...versionsBefore.keys()]);
  if (names.size === 0) return undefined;
  const compared = [...names].map((name) => compare(versionsNow.get(name), versionsBefore.get(name)));
  if (compared.includes('older')) return true;
  return compared.includes('unclear') ? undefined : false;
}

/** A mirror may keep Docker Hub's repositories below a folder of its own. */
function isSameRepository(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.includes('/') && long.endsWith(`/${short}`));
}

/** The versions of a tag by the word before the number, `''` for the first bare one: `2.19.3-pg17` has '' 2.19.3 and pg 17. */
function versionsIn(tag = ''): Map<string, readonly number[]> {
  const versions = new Map<string, readonly number[]>();
  let preview = '';
  for (const part of tag.toLowerCase().split(/[-_]/)) {
    // More digits are a date, the number of a build or a hash.
    const [, word = '', numbers] = /^([a-z]*)(\d{1,4}(?:\.\d{1,4})*)$/.exec(part) ?? [];
    if (numbers === undefined) {
      if (previews.has(part)) preview = part;
      continue;
    }
    const name = word === 'v' ? '' : word;
    if (previews.has(name)) preview = part;
    else if (!systems.has(name) && !versions.has(name)) versions.set(name, numbers.split('.').map(Number));
  }
  // 8.0-rc1 is before 8.0, and comparing previews is not worth its rules.
  return preview === '' ? versions : new Map([...versions].map(([name, numbers]) => [`${name} ${preview}`, numbers]));
}

function compare(now: readonly number[] | undefined, before: readonly number[] | undefined): 'older' | 'same or newer' | 'unclear' {
  if (now === undefined || before === undefined) return 'unclear';
  for (let index = 0; index < Math.min(now.length, before.length); index++) {
    const difference = (now[index] ?? 0) - (before[index] ?? 0);
    if (difference !== 0) return difference < 0 ? 'older' : 'same or newer';
  }
  return now.length === before.length ? 'same or newer' : 'unclear';
}
