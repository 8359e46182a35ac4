/** A snapshot has a part of which it is not known here where it ends. */
export class UnknownPart extends Error {}
