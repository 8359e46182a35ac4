import { unreachable } from '@dust-workspace/component';
import type { Redactor } from '@dust-workspace/lifecycle/guard';
import type { Message } from './job.js';

/** The message without secrets: Nx prints what it is told, and keeps it. */
export function redactMessage(message: Message, { redact }: Redactor): Message {
  switch (message.kind) {
    case 'line':
      return { ...message, text: redact(message.text) };
    case 'result':
      return { ...message, result: { ...message.result, text: redact(message.result.text) } };
    case 'end':
      return message;
    default:
      return unreachable(message);
  }
}
