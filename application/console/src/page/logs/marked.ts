export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/** A text cut where it holds what is searched for, in either case. Pure. */
export function marked(text: string, search: string): readonly Piece[] {
  if (search === '') return [{ text, found: false }];
  const [where, what] = [text.toLowerCase(), search.toLowerCase()];
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), found: false });
    pieces.push({ text: text.slice(at, at + what.length), found: true });
    from = at + what.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), found: false });
  return pieces;
}
