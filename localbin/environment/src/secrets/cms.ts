import { idOf, type CertificateId } from './certificateId.js';
import { derTags, oidOf, readDer, within, type DerElement } from './der.js';

/** What a CMS message is, as far as it can be told without a key. */
export type CmsMessage =
  | { readonly kind: 'authenticated'; readonly recipients: readonly CertificateId[] }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'other' };

/** RFC 5652 (CMS), RFC 5083 (AuthEnvelopedData) and RFC 5084 (GCM). */
const oids = { enveloped: '1.2.840.113549.1.7.3', authEnveloped: '1.2.840.113549.1.9.16.1.23', aes256Gcm: '2.16.840.1.101.3.4.1.46' };

const tagBytes = 16;

/** Authenticated is nothing but AuthEnvelopedData with AES-256-GCM and a tag of full length, encrypted to certificates. */
export function readCms(der: Buffer): CmsMessage {
  const [contentInfo, ...more] = readDer(der) ?? [];
  const [type, wrapped] = within(contentInfo, derTags.sequence) ?? [];
  if (more.length > 0 || type === undefined) return { kind: 'other' };
  if (oidOf(type) === oids.enveloped) return { kind: 'unauthenticated' };
  if (oidOf(type) !== oids.authEnveloped) return { kind: 'other' };
  const [message] = within(wrapped, derTags.context) ?? [];
  const [, infos, content, mac] = (within(message, derTags.sequence) ?? []).filter(({ tag }) => tag < derTags.context);
  const recipients = recipientsIn(infos);
  if (recipients === undefined || !isGcm(content) || mac?.tag !== derTags.octets || mac.content.length !== tagBytes)
    return { kind: 'other' };
  return { kind: 'authenticated', recipients };
}

/** Undefined when a recipient is not given by its certificate's issuer and serial number: a password, say, or a key known to both sides. */
function recipientsIn(infos: DerElement | undefined): readonly CertificateId[] | undefined {
  const found = within(infos, derTags.set)?.map(recipientOf);
  if (found === undefined || found.length === 0) return undefined;
  const known = found.flatMap((id) => id ?? []);
  return known.length === found.length ? known : undefined;
}

function recipientOf(info: DerElement): CertificateId | undefined {
  // KeyTransRecipientInfo, for RSA keys.
  if (info.tag === derTags.sequence) return issuerAndSerial(within(info, derTags.sequence)?.[1]);
  // [1] KeyAgreeRecipientInfo, for keys of elliptic curves; the last element is the list of encrypted keys.
  if (info.tag !== derTags.context + 1) return undefined;
  const keys = within(readDer(info.content)?.at(-1), derTags.sequence);
  return keys?.length === 1 ? issuerAndSerial(within(keys[0], derTags.sequence)?.[0]) : undefined;
}

function issuerAndSerial(element: DerElement | undefined): CertificateId | undefined {
  const [issuer, serial] = within(element, derTags.sequence) ?? [];
  return issuer?.tag === derTags.sequence && serial?.tag === derTags.integer ? idOf(issuer, serial) : undefined;
}

function isGcm(content: DerElement | undefined): boolean {
  const [, algorithm] = within(content, derTags.sequence) ?? [];
  const [cipher, parameters] = within(algorithm, derTags.sequence) ?? [];
  const [, length] = within(parameters, derTags.sequence) ?? [];
  return oidOf(cipher) === oids.aes256Gcm && length?.tag === derTags.integer && length.content.equals(Buffer.of(tagBytes));
}
