import { styleText } from 'node:util';

export type Colour = 'green' | 'yellow' | 'red' | 'cyan' | 'magenta' | 'blue' | 'dim';

/** Colours a text, or leaves it as it is where nobody would see colours. */
export type Paint = (text: string, colour: Colour | undefined) => string;

export const plain: Paint = (text) => text;

const coloured: Paint = (text, colour) => (colour === undefined ? text : styleText(colour, text));

/** How many columns the terminal of a stream has; nothing where there is none, and lines may be as long as they like. */
export function terminalWidth(stream: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  // Some terminals do not know, and say 0.
  return stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : undefined;
}

/** Colours are for terminals, and for nobody who has set NO_COLOR to anything. */
export function paintFor(stream: { readonly isTTY?: boolean }, processEnv: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && (processEnv['NO_COLOR'] ?? '') === '' && processEnv['TERM'] !== 'dumb' ? coloured : plain;
}
