import type { Redact } from '../redactOutput.js';
import type { Finding } from './finding.js';

/** What programs and people have written may be in a finding; what is mended is names and places. */
export function redactFinding(finding: Finding, redact: Redact): Finding {
  const { message, why, remedy } = finding;
  return {
    ...finding,
    message: redact(message),
    ...(why === undefined ? {} : { why: redact(why) }),
    ...(remedy === undefined ? {} : { remedy: redact(remedy) }),
  };
}
