import { escapeIdentifier, escapeLiteral } from 'pg';
import { orderMemberships } from './orderMemberships.js';
import type { Membership, ParameterGrant, Role, ServerObjects } from './roles.js';
import { settingValue } from './settingValue.js';

export interface Target {
  /** Major version of the server that is restored to. */
  readonly server: number;
  /** The role that the configuration names: it stays a superuser who may log in, with the password it has. */
  readonly user: string;
  /** The roles that exist already. */
  readonly existing: ReadonlySet<string>;
}

/** What brings the roles of a backup into a new server, to be run in one transaction. Pure. */
export function roleStatements(objects: ServerObjects, target: Target): string[] {
  return [
    ...objects.roles.filter(({ name }) => !target.existing.has(name)).map(({ name }) => `create role ${escapeIdentifier(name)}`),
    ...objects.roles.flatMap((role) => alterRole(role, target)),
    ...orderMemberships(objects.memberships).map((membership) => grantMembership(membership, objects.server, target.server)),
    ...(target.server >= 15 ? objects.parameterGrants.map(grantParameter) : []),
  ];
}

/** Settings, each on its own: a newer server may not know a parameter any more. Pure. */
export function settingStatements(objects: ServerObjects): string[] {
  return [
    ...objects.roleSettings.map(
      ({ role, name, value }) =>
        `alter role ${role === null ? 'all' : escapeIdentifier(role)} set ${escapeIdentifier(name)} to ${settingValue(name, value)}`,
    ),
    ...objects.systemSettings.map(({ name, value }) => `alter system set ${escapeIdentifier(name)} to ${settingValue(name, value)}`),
  ];
}

function alterRole(role: Role, { user }: Target): string[] {
  const name = escapeIdentifier(role.name);
  const configured = role.name === user;
  const attributes = [
    flag('superuser', role.superuser || configured),
    flag('inherit', role.inherit),
    flag('createrole', role.createRole),
    flag('createdb', role.createDatabase),
    flag('login', role.login || configured),
    flag('replication', role.replication),
    flag('bypassrls', role.bypassRowSecurity),
    `connection limit ${role.connectionLimit}`,
    ...(configured ? [] : [`password ${role.passwordHash === null ? 'null' : escapeLiteral(role.passwordHash)}`]),
    ...(role.validUntil === null ? [] : [`valid until ${escapeLiteral(role.validUntil)}`]),
  ];
  return [
    `alter role ${name} ${attributes.join(' ')}`,
    ...(role.comment === null ? [] : [`comment on role ${name} is ${escapeLiteral(role.comment)}`]),
  ];
}

function flag(name: string, value: boolean): string {
  return value ? name : `no${name}`;
}

/** Before PostgreSQL 16 a membership had no options but ADMIN, and its grantor could have lost the right to grant it. */
function grantMembership(membership: Membership, source: number, target: number): string {
  const options = [
    ...(membership.admin ? ['admin true'] : []),
    ...(membership.inherit === null ? [] : [`inherit ${membership.inherit}`]),
    ...(membership.set === null ? [] : [`set ${membership.set}`]),
  ];
  const withOptions = target >= 16 ? options.join(', ') : membership.admin ? 'admin option' : '';
  const grantor = membership.grantor !== null && (source >= 16 || target < 16) ? ` granted by ${escapeIdentifier(membership.grantor)}` : '';
  return (
    `grant ${escapeIdentifier(membership.role)} to ${escapeIdentifier(membership.member)}` +
    `${withOptions === '' ? '' : ` with ${withOptions}`}${grantor}`
  );
}

function grantParameter({ parameter, grantee, privilege, grantable }: ParameterGrant): string {
  const to = grantee === null ? 'public' : escapeIdentifier(grantee);
  return `grant ${privilege} on parameter ${escapeIdentifier(parameter)} to ${to}${grantable ? ' with grant option' : ''}`;
}
