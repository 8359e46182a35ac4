import { describe, expect, it } from 'vitest';
import { definitionText, queryText } from './definitionText.js';

describe('the text of a definition', () => {
  it('is that of the server with its spaces evened out, and constants as they are', () => {
    expect(definitionText(`CHECK ((name  <> ALL\n (ARRAY['a  (b', 'it''s'])))`)).toBe(`CHECK((name <> ALL(ARRAY['a  (b', 'it''s'])))`);
    expect(definitionText(`CREATE UNIQUE INDEX "Odd ix" ON app.item USING btree (at DESC, (n ->> 'k'::text))`)).toBe(
      `CREATE UNIQUE INDEX "Odd ix" ON app.item USING btree(at DESC, (n ->> 'k'::text))`,
    );
  });

  it('is a hash where it is long, or of several lines within a constant', () => {
    expect(definitionText('x + '.repeat(50))).toMatch(/^[0-9a-f]{16}$/);
    expect(definitionText('AS $$ begin\n end $$')).toMatch(/^[0-9a-f]{16}$/);
    expect(definitionText('AS $$ begin\n end $$')).not.toBe(definitionText('AS $$ begin\n  end $$'));
  });

  // As PostgreSQL 15 printed them: a column of type varchar(9), and the same after a dump and restore.
  it.each([
    [
      `CHECK (((name)::text = ANY ((ARRAY['on'::character varying, 'off'::character varying])::text[])))`,
      `CHECK (((name)::text = ANY (ARRAY[('on'::character varying)::text, ('off'::character varying)::text])))`,
    ],
    [
      `CHECK ((n = ANY ((ARRAY[(a + 1), abs(b)])::numeric(10,2)[])) AND (m <> ALL ((ARRAY[1, 2])::app."T"[])))`,
      `CHECK ((n = ANY (ARRAY[((a + 1))::numeric(10,2), (abs(b))::numeric(10,2)])) AND (m <> ALL (ARRAY[(1)::app."T", (2)::app."T"])))`,
    ],
  ])('is the same before and after a restore: %s', (before, after) => {
    expect(definitionText(before)).toBe(definitionText(after));
    expect(definitionText(before.replace(`'on'`, `'an'`).replace('abs', 'cos'))).not.toBe(definitionText(after));
  });

  it('leaves other casts of arrays, and what has no end, as they are', () => {
    for (const text of ['(ARRAY[1, 2])::text', '(ARRAY[1, 2]) [1]', 'f((ARRAY[1', '((ARRAY[1, 2] || x))::text[]'])
      expect(definitionText(text)).toBe(text);
  });
});

describe('the text of a query', () => {
  it('is the same whether columns are printed with the name of their table or not', () => {
    expect(queryText(' SELECT item.id,\n    item."T"\n   FROM app.item\n  WHERE (item.mood = \'a.b\'::app.mood);')).toBe(
      queryText(' SELECT id,\n    "T"\n   FROM app.item\n  WHERE (mood = \'a.b\'::app.mood);'),
    );
  });

  it('differs when a constant does', () => {
    expect(queryText(`SELECT id FROM item WHERE mood = 'a.b'`)).not.toBe(queryText(`SELECT id FROM item WHERE mood = 'b'`));
    expect(queryText(`SELECT 1.5 FROM item`)).not.toBe(queryText(`SELECT 5 FROM item`));
  });
});
