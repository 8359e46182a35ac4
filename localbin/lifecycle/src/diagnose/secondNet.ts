import { maskText } from '@dust-workspace/environment';

/*
 * What nobody has called a secret may be one all the same. This goes by looks alone, and hides too much rather than too little: it is for what leaves
 * the machine. A log may hold lines of any length: each pattern begins only where a word does, or is bounded, so that none takes long on any text.
 */

/** Whether a variable, a header or a key of that name probably holds a secret. */
export function isSuspicious(name: string): boolean {
  return suspicious.test(name) || camel.test(name);
}

/** A text without what looks like a secret: values of suspicious names, credentials in URLs and headers, private keys, tokens of well-known makers. */
export function maskSuspicious(text: string): string {
  return text
    .replace(privateKey, `$1${maskText}$2`)
    .replace(header, (_, name: string) => `${name}${maskText}`)
    .replace(unbroken, maskCredentials)
    .replace(loneToken, `$1${maskText}@`)
    .replace(knownToken, maskText)
    .replace(assignment, maskAssignment);
}

/** The same, or what `mask` makes of it, in every text within a value that is to become JSON, and in what stands under a suspicious name. */
export function maskSuspiciousIn(value: unknown, mask: (text: string) => string = maskSuspicious): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item: unknown) => maskSuspiciousIn(item, mask));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      const isValue = (typeof item === 'string' && item !== '') || typeof item === 'number';
      return [name, isSuspicious(name) && isValue ? maskText : maskSuspiciousIn(item, mask)];
    }),
  );
}

/** `API_KEY`, `api-token`, `clientSecret`, `PGPASSWORD`, `token`. */
const suspicious =
  /(?:[_.-](?:key|token|secret|pwd|pass|auth|credentials?|dsn)|passw(?:or)?d|passphrase|apikey)$|^(?:token|secrets?|pwd|authorization|cookie|auth)$/i;
const camel = /[a-z0-9](?:Key|Token|Secret)$/;

/** A name, what stands between, and a value: in quotes, or up to the next blank. */
const assignment =
  /(?<![\w.-])([\w.-]+)(\\?["']?\s*[=:]\s*)(\\"(?:(?!\\")[^]){0,4096}\\"|"(?:[^"\\]|\\.){0,4096}"|'[^']{0,4096}'|\$\{\w+\}|[^\s"'`,;&{}[\]()<>]+)/g;

function maskAssignment(whole: string, prefixed: string, between: string, value: string): string {
  const name = prefixed.replace(/^[^A-Za-z]+/, '');
  if (!isSuspicious(name) || isHarmless(value)) return whole;
  // In prose a colon ends a name: only what is written as a setting is one.
  if (!between.includes('=') && !/["']/.test(between) && !/^[A-Z][A-Z0-9_]*$/.test(name) && !/[_.-]/.test(name) && !/^passw/i.test(name))
    return whole;
  const quote = /^\\?["']/.exec(value)?.[0] ?? '';
  return `${prefixed}${between}${quote}${maskText}${quote}`;
}

/** Masked already, a mere reference, or no value at all. */
function isHarmless(value: string): boolean {
  return /^\\?["']?(?:\*{4}|\$\{?\w+\}?|null|undefined|true|false|none)?\\?["']?$/.test(value);
}

const unbroken = /[^\s"'<>]+/g;

/** A password in a URL, up to the last @ before its path, where it holds one itself. */
function maskCredentials(text: string): string {
  const end = text.lastIndexOf('@');
  for (let at = text.indexOf('://'); at !== -1 && at < end; at = text.indexOf('://', at + 3)) {
    credentials.lastIndex = at;
    const user = credentials.exec(text)?.[0];
    if (user !== undefined && at + user.length <= end) return `${text.slice(0, at)}${user}${maskText}${text.slice(end)}`;
  }
  return text;
}

/** What comes before the password, which is neither masked yet nor a port. */
const credentials = /:\/\/[^/@:]*:(?!\*{4}@)(?!\d{1,5}\/)/y;

/** `https://TOKEN@host`. Names are left, as in `ssh://git@host`. */
const loneToken = /\b(https?:\/\/)(?!\*{4}@)[^\s/@:"'<>]{16,}@/gi;

/** The rest of a line with such a header. */
const header =
  /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|digest|token)\s+)?|(?:set-)?cookie["']?\s*:\s*["']?)[^\s"'][^"'\r\n]*/gi;

const privateKey = /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** GitHub, GitLab, Slack, Stripe and OpenAI, AWS, Google, npm, and JSON Web Tokens. */
const knownToken =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{8,}|(?:sk|pk|rk)[-_](?:[A-Za-z0-9]{1,64}[-_]{1,2}){0,8}[A-Za-z0-9]{16,}[\w-]*|AKIA[0-9A-Z]{12,}|AIza[\w-]{30,}|npm_\w{30,}|eyJ(?:(?!-eyJ)[\w-]){8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?)/g;
