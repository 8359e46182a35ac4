/** Something of the kind that Dust keeps in each of two of its databases. */
export const frontSql = `
  create table users (id bigint generated always as identity primary key, name text not null, email varchar(255) unique, "createdAt" timestamptz not null);
  insert into users (name, email, "createdAt")
    select 'Zoé ' || i, 'zoe' || i || '@example.org', '2026-01-01 00:00+00'::timestamptz + i * interval '1 minute' from generate_series(1, 1000) i;
  create function plain(text) returns text language sql immutable parallel safe strict as $$ select public.unaccent('public.unaccent', $1) $$;
  create index users_plain_name on users (plain(lower(name)));
`;

export const coreSql = `
  create table data_sources_documents (id bigserial primary key, created bigint not null, document_id text not null, hash text not null, tags_array text[]);
  insert into data_sources_documents (created, document_id, hash, tags_array)
    select 1700000000000 + i, 'doc-' || i, md5(i::text), array['a', 'b' || i] from generate_series(1, 2000) i;
  create index on data_sources_documents using gin (tags_array);
`;
