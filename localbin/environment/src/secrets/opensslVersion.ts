import { openssl } from './openssl.js';

/** What the openssl on PATH calls itself: `OpenSSL 3.0.15 3 Sep 2024`. Undefined where there is none, or none that answers. */
export async function opensslVersion(): Promise<string | undefined> {
  const said = await openssl('version', {});
  return said.ok ? said.value.toString('utf8').trim() : undefined;
}
