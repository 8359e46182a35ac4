import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { DatabaseEntry } from '../databases.js';
import type { Membership, Role, ServerObjects } from '../roles.js';
import { qualifiedName } from './qualifiedName.js';

/** What is recorded of a server beside what its databases hold. Nothing of it comes from a password. Pure. */
export function serverEntries(
  { roles, memberships }: ServerObjects,
  databases: readonly Omit<DatabaseEntry, 'file' | 'extensions'>[],
): ContentEntry[] {
  return [
    ...databases.map(({ name, owner, encoding, collate, ctype }) => ({
      kind: 'database',
      name: qualifiedName(name),
      value: `${encoding} ${collate} ${ctype}, of ${qualifiedName(owner)}`,
    })),
    ...roles.map((role) => ({ kind: 'role', name: qualifiedName(role.name), value: describeRole(role, memberships, roles) })),
  ];
}

function describeRole(role: Role, memberships: readonly Membership[], roles: readonly Role[]): string {
  const attributes = [
    ...(role.superuser ? ['superuser'] : []),
    ...(role.login ? ['login'] : []),
    ...(role.inherit ? [] : ['noinherit']),
    ...(role.createRole ? ['createrole'] : []),
    ...(role.createDatabase ? ['createdb'] : []),
    ...(role.replication ? ['replication'] : []),
    ...(role.bypassRowSecurity ? ['bypassrls'] : []),
    ...(role.connectionLimit === -1 ? [] : [`limit ${role.connectionLimit}`]),
    ...(role.validUntil === null ? [] : [`until ${role.validUntil}`]),
  ];
  const groups = memberships.filter(({ member }) => member === role.name).map((membership) => describeMembership(membership, roles));
  return [attributes.join(' '), ...[...new Set(groups)].sort()].filter((part) => part !== '').join(', ');
}

/** Who granted it is left out, and before PostgreSQL 16 a membership was what its member's INHERIT made it. */
function describeMembership({ role, member, admin, inherit, set }: Membership, roles: readonly Role[]): string {
  const inherits = inherit ?? roles.find(({ name }) => name === member)?.inherit ?? true;
  return [
    'in',
    qualifiedName(role),
    ...(admin ? ['admin'] : []),
    ...(inherits ? [] : ['noinherit']),
    ...(set === false ? ['noset'] : []),
  ].join(' ');
}
