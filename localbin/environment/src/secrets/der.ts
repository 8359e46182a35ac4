/** One element of DER (X.690): its tag, what is in it, and both as they stand. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** The tags that certificates and CMS need. */
export const derTags = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31, context: 0xa0 } as const;

/** The elements one after the other in `bytes`; undefined when that is no DER of definite lengths. */
export function readDer(bytes: Buffer): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const element = first(rest);
    if (element === undefined) return undefined;
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

/** The elements within an element, if it has the tag. */
export function within(element: DerElement | undefined, tag: number): readonly DerElement[] | undefined {
  return element?.tag === tag ? readDer(element.content) : undefined;
}

/** An object identifier with its dots. */
export function oidOf(element: DerElement | undefined): string | undefined {
  if (element?.tag !== derTags.oid) return undefined;
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of element.content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [head = 0, ...tail] = arcs;
  const root = Math.min(2, Math.floor(head / 40));
  return [root, head - root * 40, ...tail].join('.');
}

function first(bytes: Buffer): DerElement | undefined {
  const [tag, length] = bytes;
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const lengthBytes = length < 0x80 ? 0 : length & 0x7f;
  const start = 2 + lengthBytes;
  if ((length >= 0x80 && (lengthBytes === 0 || lengthBytes > 4)) || bytes.length < start) return undefined;
  const end = start + (lengthBytes === 0 ? length : bytes.readUIntBE(2, lengthBytes));
  if (end > bytes.length) return undefined;
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}
