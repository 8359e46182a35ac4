-- Runs at every init, in POSTGRES_DB, as POSTGRES_USER; running it again must change nothing.
-- Tables belong to the applications that use them, which make them themselves.
do $$
begin
  if exists (select from pg_available_extensions where name = 'timescaledb') then
    create extension if not exists timescaledb;
  end if;
end
$$;
