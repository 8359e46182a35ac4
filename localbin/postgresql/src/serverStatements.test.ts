import { expect, it } from 'vitest';
import type { Membership, Role, ServerObjects } from './roles.js';
import { roleStatements, settingStatements } from './serverStatements.js';

const role: Role = {
  name: 'app',
  superuser: false,
  inherit: true,
  createRole: false,
  createDatabase: true,
  login: true,
  replication: false,
  bypassRowSecurity: false,
  connectionLimit: -1,
  passwordHash: 'SCRAM-SHA-256$4096:x',
  validUntil: '2030-01-01 00:00:00+00',
  comment: `it's`,
};
const membership: Membership = { role: 'app', member: 'Bob', grantor: null, admin: false, inherit: null, set: null };
const nothing: ServerObjects = {
  format: 1,
  server: 15,
  roles: [],
  memberships: [],
  roleSettings: [],
  systemSettings: [],
  parameterGrants: [],
};
const target = { server: 15, user: 'postgres', existing: new Set(['postgres']) };

it('makes a role that is missing, with everything that it had', () => {
  expect(roleStatements({ ...nothing, roles: [role] }, target)).toEqual([
    'create role "app"',
    `alter role "app" nosuperuser inherit nocreaterole createdb login noreplication nobypassrls connection limit -1 ` +
      `password 'SCRAM-SHA-256$4096:x' valid until '2030-01-01 00:00:00+00'`,
    `comment on role "app" is 'it''s'`,
  ]);
});

it('leaves the configured role a superuser with its password', () => {
  const former = { ...role, name: 'postgres', login: false, validUntil: null, comment: null };
  expect(roleStatements({ ...nothing, roles: [former] }, target)).toEqual([
    'alter role "postgres" superuser inherit nocreaterole createdb login noreplication nobypassrls connection limit -1',
  ]);
});

it('grants memberships in the words of the server that they come to', () => {
  const older = [membership, { ...membership, member: 'eve', grantor: 'Bob', admin: true }];
  expect(roleStatements({ ...nothing, memberships: older }, target)).toEqual([
    'grant "app" to "Bob"',
    'grant "app" to "eve" with admin option granted by "Bob"',
  ]);
  expect(roleStatements({ ...nothing, memberships: older }, { ...target, server: 17 })).toEqual([
    'grant "app" to "Bob"',
    'grant "app" to "eve" with admin true',
  ]);
  const newer = [{ ...membership, admin: true, inherit: false, set: true }];
  expect(roleStatements({ ...nothing, server: 17, memberships: newer }, { ...target, server: 17 })).toEqual([
    'grant "app" to "Bob" with admin true, inherit false, set true',
  ]);
});

it('grants a membership after the one that its grantor depends on', () => {
  const chain = [
    { ...membership, member: 'c', grantor: 'b' },
    { ...membership, member: 'b', grantor: 'a', admin: true },
    { ...membership, member: 'a', admin: true },
  ];
  expect(roleStatements({ ...nothing, server: 16, memberships: chain }, { ...target, server: 16 })).toEqual([
    'grant "app" to "a" with admin true',
    'grant "app" to "b" with admin true granted by "a"',
    'grant "app" to "c" granted by "b"',
  ]);
});

it('sets what was set for a role, for all roles and for the server', () => {
  const settings = {
    ...nothing,
    roleSettings: [
      { role: null, name: 'lock_timeout', value: '9min' },
      { role: 'app', name: 'app.tenant', value: '7' },
    ],
    systemSettings: [{ name: 'log_min_duration_statement', value: '3s' }],
  };
  expect(settingStatements(settings)).toEqual([
    `alter role all set "lock_timeout" to '9min'`,
    `alter role "app" set "app.tenant" to '7'`,
    `alter system set "log_min_duration_statement" to '3s'`,
  ]);
});

it('grants on parameters only where the server has them', () => {
  const grants = { ...nothing, parameterGrants: [{ parameter: 'log_min_messages', grantee: null, privilege: 'SET', grantable: true }] };
  expect(roleStatements(grants, target)).toEqual(['grant SET on parameter "log_min_messages" to public with grant option']);
  expect(roleStatements(grants, { ...target, server: 14 })).toEqual([]);
});
