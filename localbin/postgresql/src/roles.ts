import type { Client } from 'pg';

/** `roles.json` of a backup: what belongs to the server and to none of its databases. */
export interface ServerObjects {
  readonly format: 1;
  /** Major version of the server. */
  readonly server: number;
  readonly roles: readonly Role[];
  readonly memberships: readonly Membership[];
  /** `ALTER ROLE … SET`; without a role it is for all of them. */
  readonly roleSettings: readonly (Setting & { readonly role: string | null })[];
  /** `ALTER SYSTEM SET`. */
  readonly systemSettings: readonly Setting[];
  /** `GRANT … ON PARAMETER`; without a grantee it is for everybody. */
  readonly parameterGrants: readonly ParameterGrant[];
}

export interface Role {
  readonly name: string;
  readonly superuser: boolean;
  readonly inherit: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly login: boolean;
  readonly replication: boolean;
  readonly bypassRowSecurity: boolean;
  readonly connectionLimit: number;
  /** As the server keeps it, never in plain text. */
  readonly passwordHash: string | null;
  readonly validUntil: string | null;
  readonly comment: string | null;
}

export interface Membership {
  readonly role: string;
  readonly member: string;
  /** Null for the role that initdb made, whose grants are everybody's foundation. */
  readonly grantor: string | null;
  readonly admin: boolean;
  /** Since PostgreSQL 16. */
  readonly inherit: boolean | null;
  readonly set: boolean | null;
}

export interface Setting {
  readonly name: string;
  readonly value: string;
}

export interface ParameterGrant {
  readonly parameter: string;
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** Reads everything outside of the databases. Needs a superuser, because of the password hashes. */
export async function readServerObjects(client: Client, server: number): Promise<ServerObjects> {
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await client.query<T>(sql)).rows;
  return {
    format: 1,
    server,
    roles: await rows<Role>(rolesQuery),
    memberships: await rows<Membership>(membershipsQuery),
    roleSettings: await rows<Setting & { role: string | null }>(roleSettingsQuery),
    systemSettings: await rows<Setting>(systemSettingsQuery),
    parameterGrants: server >= 15 ? await rows<ParameterGrant>(parameterGrantsQuery) : [],
  };
}

const rolesQuery = `
  select rolname as name, rolsuper as superuser, rolinherit as inherit, rolcreaterole as "createRole", rolcreatedb as "createDatabase",
         rolcanlogin as login, rolreplication as replication, rolbypassrls as "bypassRowSecurity", rolconnlimit as "connectionLimit",
         rolpassword as "passwordHash", (rolvaliduntil at time zone 'UTC')::text || '+00' as "validUntil",
         shobj_description(oid, 'pg_authid') as comment
  from pg_authid where rolname !~ '^pg_' order by rolname`;

// The later columns came with PostgreSQL 16; a column of a row as JSON may be missing.
const membershipsQuery = `
  select role.rolname as role, member.rolname as member, case when grantor.oid <> 10 then grantor.rolname end as grantor,
         m.admin_option as admin, (to_jsonb(m) ->> 'inherit_option')::bool as inherit, (to_jsonb(m) ->> 'set_option')::bool as set
  from pg_auth_members m
  join pg_authid role on role.oid = m.roleid
  join pg_authid member on member.oid = m.member
  left join pg_authid grantor on grantor.oid = m.grantor
  where not (role.rolname ~ '^pg_' and member.rolname ~ '^pg_')
  order by 1, 2, 3`;

const settingColumns = `split_part(entry, '=', 1) as name, substr(entry, strpos(entry, '=') + 1) as value`;

const roleSettingsQuery = `
  select rolname as role, ${settingColumns}
  from pg_db_role_setting s left join pg_authid on pg_authid.oid = s.setrole, unnest(setconfig) as entry
  where setdatabase = 0 and (rolname !~ '^pg_') is not false order by 1 nulls first, 2`;

const systemSettingsQuery = `
  select distinct on (name) name, setting as value from pg_file_settings
  where sourcefile like '%/postgresql.auto.conf' and name is not null order by name, seqno desc`;

const parameterGrantsQuery = `
  select parname as parameter, rolname as grantee, privilege_type as privilege, is_grantable as grantable
  from pg_parameter_acl, aclexplode(paracl) as grants left join pg_authid on pg_authid.oid = grants.grantee
  order by 1, 2, 3`;
