import { styleText } from 'node:util';

export type Colour = 'green' | 'yellow' | 'red' | 'cyan' | 'magenta' | 'blue' | 'dim';

/** Colours a text, or leaves it as it is where nobody would see colours. */
export type Paint = (text: string, colour: Colour | undefined) => string;

export const plain: Paint = (text) => text;

const coloured: Paint = (text, colour) => (colour === undefined ? text : styleText(colour, text));

/** Colours are for terminals, and for nobody who has set NO_COLOR to anything. */
export function paintFor(stream: { readonly isTTY?: boolean }, processEnv: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && (processEnv['NO_COLOR'] ?? '') === '' && processEnv['TERM'] !== 'dumb' ? coloured : plain;
}
