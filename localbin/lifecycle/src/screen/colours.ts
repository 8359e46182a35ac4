/** The colours in a text for a terminal; what terminals are told begins with a control character, by design. */
// eslint-disable-next-line no-control-regex
export const colours = /\u001b\[[0-9;]*m/g;
