/** A bit of everything that a server can hold, for comparing what comes back with what was there. */
export const odd = `we"ird 'name' \\ =x`;
const quoted = `"we""ird 'name' \\ =x"`;

export const serverSql = `
  create role app login password 'app-password' valid until '2999-01-01 00:00:00+00' connection limit 7;
  create role "Read Only" nologin noinherit;
  create role auditor login bypassrls createrole;
  comment on role app is 'It''s the application';
  grant "Read Only" to app with admin option;
  set role app;
  grant "Read Only" to auditor;
  reset role;
  grant pg_monitor to auditor;
  alter role app set search_path to app, "Other Schema", public;
  alter role app set work_mem to '7MB';
  alter role all set lock_timeout to '9min';
  alter system set log_min_duration_statement to '3s';
  grant set on parameter log_min_messages to app with grant option;
  create database ${quoted} owner app template template0 encoding 'LATIN1' locale 'C' connection limit 11;
  comment on database ${quoted} is 'odd';
  revoke connect on database ${quoted} from public;
  grant temporary on database ${quoted} to "Read Only";
  alter database ${quoted} set work_mem to '8MB';
  alter role app in database ${quoted} set search_path to "Other Schema", app;
  create database readonly;
  alter database readonly set default_transaction_read_only to on;
  create database blueprint is_template true;
`;

export const templateSql = `create table in_every_new_database (n int); insert into in_every_new_database values (1);`;

export const databaseSql = `
  create extension hstore;
  create schema app authorization app;
  create schema "Other Schema";
  create type app.mood as enum ('bad', 'good');
  create domain app.positive as int check (value > 0);
  create type app.pair as (a int, b text);
  create table app.item (
    id bigint generated always as identity primary key,
    n serial,
    twice int generated always as (n * 2) stored,
    mood app.mood not null default 'good',
    count app.positive,
    pair app.pair,
    tags text[],
    body jsonb,
    raw bytea,
    at timestamptz not null default '2024-02-03 04:05:06.789+00',
    attributes hstore
  );
  alter table app.item owner to app;
  insert into app.item (mood, count, pair, tags, body, raw, attributes)
    select case when i % 2 = 0 then 'good' else 'bad' end::app.mood, i, row(i, 'x' || i)::app.pair, array['a', null, 'b,"c"\\' || i],
           jsonb_build_object('i', i, 'text', E'line\\nbreak \\u00e4\\u4e2d'), decode(md5(i::text), 'hex'), hstore('k', i::text)
    from generate_series(1, 500) i;
  delete from app.item where id % 7 = 0;
  select setval('app.item_n_seq', 4711);
  create sequence "Other Schema".counter increment 3 start 100 cache 5;
  select nextval('"Other Schema".counter');
  create table app.measured (at timestamptz not null, value double precision) partition by range (at);
  create table app.measured_2024 partition of app.measured for values from ('2024-01-01') to ('2025-01-01');
  insert into app.measured values ('2024-05-05', 'NaN'), ('2024-06-06', '-infinity'), ('2024-07-07', 0.1);
  create index on app.measured (at desc);
  create unlogged table app.scratch as select 1 as n;
  create view app.good as select id, mood from app.item where mood = 'good' with check option;
  create materialized view app.total as select mood, count(*) from app.item group by mood;
  create function app.touch() returns trigger language plpgsql as $$ begin new.at := now(); return new; end $$;
  create trigger touch before update on app.item for each row execute function app.touch();
  create rule nothing as on delete to app.scratch do instead nothing;
  create function app.noted() returns event_trigger language plpgsql as $$ begin end $$;
  create event trigger noted on ddl_command_end when tag in ('CREATE COLLATION') execute function app.noted();
  create collation app.plain from "C";
  create statistics app.related on n, mood from app.item;
  create publication everything for table app.item;
  alter table app.item enable row level security;
  create policy own on app.item for select to app using (count > 10);
  grant select (id, mood) on app.item to "Read Only";
  grant usage on schema app to "Read Only";
  alter default privileges in schema app grant select on tables to "Read Only" with grant option;
  comment on column app.item.mood is 'a; comment';
  select lo_from_bytea(424242, decode(repeat('00ff', 5000), 'hex'));
  alter large object 424242 owner to app;
  grant select on large object 424242 to "Read Only";
  alter database metrics set timezone to 'Europe/Vienna';
`;

export const oddSql = `create table "T" (v text); insert into "T" values (E'\\u00e9');`;
