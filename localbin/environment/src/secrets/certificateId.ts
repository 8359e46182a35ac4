import type { X509Certificate } from 'node:crypto';
import { derTags, readDer, within, type DerElement } from './der.js';

/** Issuer and serial number of a certificate, by which CMS names those who can open a message. */
export interface CertificateId {
  readonly key: string;
  /** For people: the common name, or the serial number of a certificate without one. */
  readonly label: string;
}

export function certificateId({ raw }: X509Certificate): CertificateId {
  const [certificate] = readDer(raw) ?? [];
  const [toBeSigned] = within(certificate, derTags.sequence) ?? [];
  const fields = (within(toBeSigned, derTags.sequence) ?? []).filter(({ tag }) => tag !== derTags.context);
  const [serial, , issuer] = fields;
  if (serial === undefined || issuer === undefined) throw new Error('a certificate without issuer or serial number was parsed');
  return idOf(issuer, serial);
}

export function idOf(issuer: DerElement, serial: DerElement): CertificateId {
  return { key: `${issuer.whole.toString('hex')}:${serial.whole.toString('hex')}`, label: commonName(issuer) ?? `serial ${hex(serial)}` };
}

/** RFC 5280: a name is a sequence of sets of (type, value). */
function commonName(name: DerElement): string | undefined {
  for (const set of within(name, derTags.sequence) ?? [])
    for (const attribute of within(set, derTags.set) ?? []) {
      const [type, value] = within(attribute, derTags.sequence) ?? [];
      // 2.5.4.3, the common name.
      if (type?.content.toString('hex') === '550403' && value !== undefined) return printable(value.content.toString('utf8'));
    }
  return undefined;
}

/** It comes from a file that anybody may have written, and goes to a terminal. */
function printable(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, 80);
}

function hex({ content }: DerElement): string {
  return content.toString('hex');
}
