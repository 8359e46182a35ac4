import { request, type IncomingMessage } from 'node:http';
import { until } from './until.js';

export interface TestEvent {
  readonly event: string;
  readonly data: unknown;
}

/** A reader of server-sent events, as a browser is one. */
export interface TestEvents {
  readonly response: IncomingMessage;
  /** What has come up to now, without signs of life. */
  readonly events: readonly TestEvent[];
  /** Waits for the first event, from the one of that index on, of which `find` makes something. */
  first<T>(what: string, find: (event: TestEvent) => T | undefined | false, from?: number): Promise<T>;
  /** Whether the server has ended the connection. */
  readonly ended: boolean;
  close(): void;
}

export async function readEvents(url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<TestEvents> {
  const { hostname, port } = new URL(url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, agent: false }, resolve);
    asked.on('error', reject);
    asked.end();
  });
  const events: TestEvent[] = [];
  let rest = '';
  let ended = false;
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const match = /^event: (.*)\ndata: (.*)$/.exec(block);
      if (match !== null) events.push({ event: match[1] ?? '', data: JSON.parse(match[2] ?? '') });
    }
  });
  response.on('error', () => undefined);
  response.on('close', () => (ended = true));
  return {
    response,
    events,
    async first(what, find, from = 0) {
      const found = await until(what, () =>
        events
          .slice(from)
          .map(find)
          .find((each) => each !== undefined && each !== false),
      );
      return found as never;
    },
    get ended() {
      return ended;
    },
    close: () => void response.destroy(),
  };
}
