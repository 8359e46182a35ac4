/** Manifests are five levels deep, compose files a few more. */
const deepest = 40;

/**
 * Follows the YAML lexer and notices nesting that no such file has. The composer recurses: far deeper nesting exhausts its stack,
 * and V8 ends the whole process if it has to compile a regular expression just then.
 */
export class NestingGuard {
  /** Offset of the first token that is nested too deeply. */
  exceededAt: number | undefined;
  private offset = 0;
  private brackets = 0;
  /** `- - -`, `? ? ?` and the like since the line or the last comma. */
  private indicators = 0;

  see(lexeme: string): void {
    switch (lexeme) {
      case '[':
      case '{':
        this.brackets += 1;
        break;
      case ']':
      case '}':
        this.brackets -= 1;
        break;
      case '-':
      case ':':
      case '?':
        this.indicators += 1;
        break;
      case ',':
      case '\n':
      case '\r\n':
        this.indicators = 0;
        break;
      case '\u0002': // the lexer's own marks (a document, the end of a broken collection, a scalar) are not in the text
      case '\u0018':
      case '\u001f':
        return;
    }
    if (this.brackets > deepest || this.indicators > deepest) this.exceededAt ??= this.offset;
    this.offset += lexeme.length;
  }
}
