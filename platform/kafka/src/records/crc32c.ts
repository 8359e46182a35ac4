/** The checksum of a batch: CRC-32C, as in RFC 3720. */
export function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  // By number, five times as fast as one by one: this is done to every byte of the data.
  for (let at = 0, end = bytes.length; at < end; at++) crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0x82f63b78 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
