/** Lines as a component writes them. */
export const scenarioLog: readonly string[] = [
  '{"level":"info","time":"2026-11-22T14:28:01Z","msg":"listening","port":3000}',
  'LOG:  database system is ready to accept connections',
  '{"level":"info","time":"2026-11-22T14:28:40Z","msg":"request","method":"GET","path":"/api/healthz","status":200,"ms":3}',
  'WARNING:  there is already a transaction in progress',
  '{"level":"warn","time":"2026-11-22T14:29:02Z","msg":"slow query","ms":842,"table":"data_sources"}',
  'ERROR:  duplicate key value violates unique constraint "users_email_key"',
  'DETAIL:  Key (email)=(ada@example.org) already exists.',
  '{"level":"debug","time":"2026-11-22T14:29:30Z","msg":"cache miss","key":"workspace:12"}',
  '\u001b[32mINFO\u001b[0m checkpoint complete: wrote 214 buffers (1.3%)',
  '{"level":"info","time":"2026-11-22T14:29:58Z","msg":"request","method":"POST","path":"/api/w/12/assistant","status":200,"ms":118}',
];
