import { expect, it } from 'vitest';
import { databaseProblem } from './databaseProblem.js';

it.each([
  [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }), 'nothing answers at its address'],
  [Object.assign(new Error('password authentication failed for user "dust"'), { code: '28P01' }), 'it refuses the user or the password'],
  [Object.assign(new Error('the database system is starting up'), { code: '57P03' }), 'it is starting or stopping'],
  [new Error('timeout expired'), 'it does not answer in time'],
  [new Error('Query read timeout'), 'it does not answer in time'],
  [new Error('Connection terminated due to connection timeout'), 'it does not answer in time'],
  [new Error('Connection terminated unexpectedly'), 'it closed the connection'],
  [Object.assign(new Error('permission denied for schema console\nDETAIL'), { code: '42501' }), 'permission denied for schema console'],
  ['odd', 'odd'],
])('%s: %s', (error, words) => {
  expect(databaseProblem(error)).toBe(words);
});
