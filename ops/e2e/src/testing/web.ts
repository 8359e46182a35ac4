/** A component that listens on `port`, unless its configuration gives it another, and needs a secret. Its hooks pass the secret on, as careless ones do. */
export function web(port: number): Readonly<Record<string, string>> {
  return {
    'platform/web/component.yaml': `description: Listens
profiles: [starter]
ports: { WEB_PORT: ${port} }
env:
  WEB_TOKEN: { secret: true }
runtimes:
  process: { command: [node, serve.cjs] }
ready: { tcp: WEB_PORT, within: 20s }
init: {}
`,
    'platform/web/serve.cjs': `console.log('the token is', process.env.WEB_TOKEN);
require('node:net').createServer((socket) => socket.end()).listen(process.env.WEB_PORT, '127.0.0.1');
`,
    'platform/web/scripts/init.sh': 'echo "made with $WEB_TOKEN" | tee "$DSW_VOLUME/rows"\n',
    'platform/web/scripts/backup.sh': 'cat "$DSW_VOLUME/rows"\n',
    'platform/web/scripts/restore.sh': 'cat >"$DSW_VOLUME/rows"\n',
  };
}
