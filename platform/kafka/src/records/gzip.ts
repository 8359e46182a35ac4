// What is compressed here is a part of Kafka's own format, and no archive.
// eslint-disable-next-line boundaries/dependencies -- what archives are made of is for @dust-workspace/backup
import { gunzipSync, gzipSync } from 'node:zlib';

export const gunzip = (bytes: Buffer): Buffer => gunzipSync(bytes);

export const gzip = (bytes: Buffer): Buffer => gzipSync(bytes, { level: 1 });
