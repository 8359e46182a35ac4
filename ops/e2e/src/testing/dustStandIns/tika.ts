import { note } from './note.js';
import { option } from './option.js';
import { serve } from './serve.js';

export function tika(words: readonly string[]): void {
  note('tika', {});
  serve(Number(option(words, '--port')), () => ({ status: 200, body: 'A stand-in for Tika' }));
}
