/** Hypertables as applications make them, for comparing what comes back with what was there. */
export const hypertablesSql = `
  create schema app;
  create table app.sensor (id int primary key, name text not null);
  insert into app.sensor select i, 'sensor ' || i from generate_series(1, 10) i;
  create table app.reading (at timestamptz not null, sensor int not null references app.sensor, value double precision);
  select create_hypertable('app.reading', by_range('at', interval '1 day'));
  create index on app.reading (sensor, at desc);
  insert into app.reading
    select '2024-02-03 00:00+00'::timestamptz + i * interval '1 hour', sensor, i / 7.0
    from generate_series(0, 479) i, generate_series(1, 10) sensor;
  create table app.event (at timestamptz not null, place text not null, body jsonb);
  select create_hypertable('app.event', by_range('at', interval '7 days'));
  select add_dimension('app.event', by_hash('place', 3));
  insert into app.event select '2024-02-03 00:00+00'::timestamptz + i * interval '1 day', 'place ' || i, jsonb_build_object('i', i)
    from generate_series(0, 29) i;
  create view app.daily as select time_bucket('1 day', at) as day, sensor, avg(value) from app.reading group by 1, 2;
  create function app.touch() returns trigger language plpgsql as $$ begin new.value := coalesce(new.value, 0); return new; end $$;
  create trigger touch before insert on app.reading for each row execute function app.touch();
  create role reader;
  grant usage on schema app to reader;
  grant select on app.reading, app.daily to reader;
`;
