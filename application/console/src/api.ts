/*
 * What the console's server and its page say to each other. No answer holds the value of a secret. Times are ISO 8601 in UTC where they are
 * strings, and milliseconds since 1970 where they are numbers.
 *
 * Reading takes no token; a foreign Host or Origin, or a request from another site, gets 403.
 *   GET  /api/status                            StatusAnswer
 *   GET  /api/events                            server-sent events: see `ServerEvents`
 *   GET  /api/components/<component>            ComponentAnswer
 *   GET  /api/components/<component>/logs       LogsAnswer; ?tail=200 (1 to 5000), ?grep=text (letters of either case)
 *   GET  /api/components/<component>/logs/follow   server-sent events: see `LogEvents`; the same query
 *   GET  /api/history?minutes=60                HistoryAnswer; 1 to 10080 minutes; ?component=name for more points of one
 *   GET  /api/backups                           BackupsAnswer
 *   GET  /api/backups/<set>                     SetAnswer
 *   GET  /api/runs                              RunsAnswer
 *   GET  /api/runs/<run>                        RunEventsAnswer
 *   GET  /api/session                           204 when the `Authorization: Bearer <token>` of the request is right, else 401
 *
 * Changing takes `Authorization: Bearer <token>` and `Content-Type: application/json`, also where the body is `{}`.
 *   POST /api/components/<component>/<verb>     ComponentRequest; 202 StartedAnswer
 *   POST /api/workspace/<verb>                  WorkspaceRequest; 202 StartedAnswer
 *   POST /api/runs/<run>/interrupt              {}; 202 StartedAnswer
 *
 *   POST /api/codes                             {}; 201 CodeAnswer: what `dsw console` puts into the address that it opens
 *   POST /api/session                           SessionRequest, without a token; 200 SessionAnswer, 401 for a code that is wrong, used or too old
 *
 * Whatever does not succeed answers with a ProblemAnswer: 400 a request that makes no sense, 401 without the right token, 403 from elsewhere,
 * 404 no such component, verb, set or run, 409 something else is at work or it is refused, 415 no JSON, 503 the engine does not answer.
 */

export * from './api/status.js';
export * from './api/events.js';
export * from './api/runs.js';
export * from './api/component.js';
export * from './api/logs.js';
export * from './api/history.js';
export * from './api/backups.js';
export * from './api/session.js';

/** The body of every answer from 400 on. */
export interface ProblemAnswer {
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** With 409: the run of this console that is in the way, if it is one. */
  readonly run?: string;
}
