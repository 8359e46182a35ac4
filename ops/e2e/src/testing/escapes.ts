/** What moves the cursor of a terminal, erases or colours: its numbers, and the letter that says which. All begin with a control character, by design. */
// eslint-disable-next-line no-control-regex
export const escapes = /\u001b\[([0-9;?]*)([A-Za-z])/g;
