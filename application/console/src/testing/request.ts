import { request, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/** A request exactly as written, Host header included; fetch would not let it be foreign. */
export function get(url: string, path: string, headers: Headers = {}): Promise<Answer> {
  return send(url, 'GET', path, headers);
}

/** As a page with the token changes something. */
export function post(url: string, path: string, token: string, body: unknown = {}, headers: Headers = {}): Promise<Answer> {
  return send(
    url,
    'POST',
    path,
    { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    JSON.stringify(body),
  );
}

export function send(url: string, method: string, path: string, headers: Headers, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
