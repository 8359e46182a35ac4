/** Text exactly as its bytes say, with its byte order mark if it has one. Throws where they are no UTF-8. */
export const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
