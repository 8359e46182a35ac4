import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface KeyFile {
  N: number;
  r: number;
  p: number;
  salt: string;
  data: string;
}

/**
 * Makes the one key of a new repository quick to open. restic takes half a second for that on purpose, with every call, and tests call it hundreds of
 * times. The format is that of https://restic.readthedocs.io/en/stable/100_references.html#keys-encryption-and-mac.
 */
export function makeKeyCheap(repository: string, password: string): void {
  const keys = join(repository, 'keys');
  const [name = ''] = readdirSync(keys);
  const key = JSON.parse(readFileSync(join(keys, name), 'utf8')) as KeyFile;
  const master = open(Buffer.from(key.data, 'base64'), userKey(password, key));
  const cheap = { ...key, N: 2, r: 8, p: 1 };
  const content = JSON.stringify({ ...cheap, data: seal(master, userKey(password, cheap)).toString('base64') });
  writeFileSync(join(keys, createHash('sha256').update(content).digest('hex')), content, { mode: 0o400 });
  rmSync(join(keys, name));
}

interface UserKey {
  readonly cipher: Buffer;
  readonly mac: { readonly k: Buffer; readonly r: Buffer };
}

function userKey(password: string, { N, r, p, salt }: KeyFile): UserKey {
  const bytes = scryptSync(password, Buffer.from(salt, 'base64'), 64, { N, r, p, maxmem: 512 * 1024 * 1024 });
  return { cipher: bytes.subarray(0, 32), mac: { k: bytes.subarray(32, 48), r: bytes.subarray(48) } };
}

function open(data: Buffer, { cipher }: UserKey): Buffer {
  return createDecipheriv('aes-256-ctr', cipher, data.subarray(0, 16)).update(data.subarray(16, -16));
}

function seal(content: Buffer, { cipher, mac }: UserKey): Buffer {
  const nonce = randomBytes(16);
  const encrypted = createCipheriv('aes-256-ctr', cipher, nonce).update(content);
  return Buffer.concat([nonce, encrypted, poly1305(encrypted, mac.r, createCipheriv('aes-128-ecb', mac.k, null).update(nonce))]);
}

/** RFC 8439, section 2.5. */
function poly1305(message: Buffer, r: Buffer, s: Buffer): Buffer {
  const prime = 2n ** 130n - 5n;
  const factor = littleEndian(r) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16)
    sum = ((sum + littleEndian(Buffer.concat([message.subarray(at, at + 16), Buffer.from([1])]))) * factor) % prime;
  const tag = (sum + littleEndian(s)) % 2n ** 128n;
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

function littleEndian(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
