import { createServer } from 'node:net';
import { join } from 'node:path';
import { variable } from './found.js';
import { kept } from './kept.js';
import { note } from './note.js';
import { serve, type Answer, type Asked } from './serve.js';

/** By name, each with the fields of its payload that have an index. */
type Collections = Record<string, string[]>;

/** As much of Qdrant as initialising Dust asks for. At the port for gRPC somebody listens, and says nothing. */
export function qdrant(): void {
  const { value: collections, save } = kept<Collections>(join(variable('QDRANT__STORAGE__STORAGE_PATH'), 'stand-in.json'), {});
  const key = process.env['QDRANT__SERVICE__API_KEY'];
  note('qdrant', { collections: Object.keys(collections) });
  createServer((socket) => socket.end()).listen(Number(variable('QDRANT__SERVICE__GRPC_PORT')), '127.0.0.1');
  serve(Number(variable('QDRANT__SERVICE__HTTP_PORT')), (asked) => {
    if (asked.path[0] === 'readyz') return { status: 200 };
    if (key !== undefined && asked.headers['api-key'] !== key) return { status: 401 };
    const answer = answerOf(collections, asked);
    if (asked.method !== 'GET') save();
    return answer;
  });
}

function answerOf(collections: Collections, { method, path: [, name = '', part = ''], body }: Asked): Answer {
  if (name === '') return { status: 200, body: { result: { collections: Object.keys(collections).map((one) => ({ name: one })) } } };
  const found = collections[name];
  if (method === 'PUT' && part === 'index') found?.push((JSON.parse(body) as { field_name: string }).field_name);
  else if (method === 'PUT' && found !== undefined) return { status: 409 };
  else if (method === 'PUT') collections[name] = [];
  else if (found === undefined) return { status: 404 };
  else if (method === 'DELETE') Reflect.deleteProperty(collections, name);
  const schema = Object.fromEntries((found ?? []).map((field) => [field, { data_type: 'keyword' }]));
  return { status: 200, body: { result: { status: 'green', points_count: 0, payload_schema: schema } } };
}
