/** Rows and definitions whose text is easily not what it was: for the databases of the process and of the container. */
export const richTablesSql = `
  create schema rich;
  create extension citext schema rich;
  set search_path to rich;
  create collation blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  create type pair as (a int, b text);
  create type nested as (p pair, n numeric);
  create type weekday as enum ('mon', 'tue');
  create domain code as char(5);
  create domain codes as code[];
  create function worse(pair) returns text language sql immutable as $$ select 'a pair' $$;
  create cast (pair as text) with function worse(pair);
  create table everything (
    gone int, "t" text, "Odd ""name""" text, none text, padded char(7), spaces bpchar, small "char", named name, ok boolean,
    i2 smallint, i8 bigint, f4 real, f8 double precision, n numeric, cash money, raw bytea, at timestamptz, plain timestamp, clock timetz, day date,
    span interval, id uuid, net inet, block cidr, mac macaddr, bits bit(5), more bit varying, body json, parsed jsonb, document xml, words tsvector,
    dots point, box box, tags text[], grid int[][], pair pair, nested nested, pairs pair[], weekday weekday, code code, codes codes, range int4range,
    ranges datemultirange, blind text collate blind, ci citext, kind regclass, lsn pg_lsn
  );
  alter table everything drop column gone;
  insert into everything values
    (E'tab\\t newline\\n back\\\\slash "quoted" \\u00e4\\U0001F600', '', null, 'abc', 'abc   ', 'x', 'named', true,
     -32768, 9223372036854775807, 1.1, 0.1, 1.10, 12.5, '\\x00ff5c22', '2024-03-31 02:30:00.123456+01', '0044-03-15 12:00 BC', '12:00+05:30', 'infinity',
     '1 mon -3 days 04:05:06.7', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1/8', '10.0.0.0/8', '08:00:2b:01:02:03', '10101', '1', '{"b":1, "a":  2}',
     '{"b":1,"a":2}', '<a b="c">d</a>', 'a fat cat', '(1,2)', '((0,0),(1,1))', '{a,NULL,"","b,\\"c\\""}', '[0:1][-1:0]={{1,2},{3,4}}', '(1,)', '("(1,"" x"")",2.0)',
     '{"(1,a)",NULL}', 'tue', 'ab', '{ab,cd}', '[1,5)', '{[2024-01-01,2024-02-01)}', 'Strasse', 'CaSe', 'everything', '16/B374D848'),
    (null, null, '', '', '', null, null, false, 0, 0, '-0', 'NaN', 'NaN', 0, '', '-infinity', null, null, null, '0', null, null, null, null, null, null, null,
     '[]', null, '', null, null, '{}', null, '(,)', null, '{}', null, null, null, 'empty', '{}', '', '', null, null);
  insert into everything (f4, f8) select i / 3.0, i * pi() from generate_series(1, 200) i;
  create table nothing ();
  insert into nothing select from generate_series(1, 3);
  create table parent (b int, a int);
  create table child (c int, a int, b int);
  alter table child inherit parent;
  insert into parent select i, i from generate_series(1, 10) i;
  insert into child select i, -i, 2 * i from generate_series(1, 20) i;
  create table state (name varchar(9) check (name in ('on', 'off')), at date default '2024-01-01', n int check (n between -1 and 9),
    twice int generated always as (n * 2) stored);
  insert into state values ('on'), ('off');
  create index on state (lower(name)) where name not in ('on', 'new');
  create view busy as select s.name, count(*) as n from state s join child c on c.c > s.n or s.name in ('on') group by s.name having count(*) > 1;
  create view lone as select name, at from state where name in ('on', 'off') and exists (select from parent where parent.a > 3);
  create aggregate joined (text) (sfunc = textcat, stype = text, initcond = '');
  create sequence down increment -2 minvalue -100 maxvalue 100 start 10;
  select nextval('down'), nextval('down');
  create sequence fresh;
  create table doc (id int primary key, big text);
  insert into doc select i, string_agg(md5(i || ':' || j), '') from generate_series(1, 3) i, generate_series(1, 100000) j group by i;
  create function wide() returns void language plpgsql as $$ begin
    execute 'create table rich.wide (' || (select string_agg('c' || i || ' int', ', ') from generate_series(1, 1600) i) || ')';
  end $$;
  select wide();
  insert into wide (c1, c51, c1600) values (1, 2, 3), (4, 5, 6);
  select lo_create(7), lo_from_bytea(8, 'short');
  select lo_put(9, 100000, '\\x01') from (select lo_create(9)) as made;
`;
