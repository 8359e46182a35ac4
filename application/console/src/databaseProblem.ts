/** Why the database did not do what it was asked, in a few words for people. */
export function databaseProblem(error: unknown): string {
  const { code, message } = fieldsOf(error);
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'nothing answers at its address';
    case 'ECONNRESET':
    case 'EPIPE':
    case '57P01':
    case '57P02':
      return 'it closed the connection';
    case '57P03':
      return 'it is starting or stopping';
    case '28P01':
    case '28000':
      return 'it refuses the user or the password';
    case '3D000':
      return 'the database does not exist';
    case '53300':
      return 'it has no connection left';
    case '53100':
      return 'its disk is full';
    case '57014':
      return 'it is too slow';
    default:
      return wordsFor(message);
  }
}

/** The messages of pg that come without a code. */
function wordsFor(message: string): string {
  if (/timeout/i.test(message)) return 'it does not answer in time';
  if (/terminated|ended/i.test(message)) return 'it closed the connection';
  if (/password must be a string/i.test(message)) return 'it asks for a password and there is none';
  return message.split('\n', 1)[0] ?? '';
}

function fieldsOf(error: unknown): { code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  return { code: 'code' in error && typeof error.code === 'string' ? error.code : undefined, message: error.message };
}
