/*
 * How much fits into one box (docs/protocol.md section 4). A character of JavaScript takes at most three bytes of
 * UTF-8; a box takes 65 bytes for its key and 16 for its tag, and a third more as base64url.
 */

/** Characters of a line: 3 x 320 + 81 bytes are 1,388 characters of a box that may have 1,400. */
export const LINE_LENGTH = 320;

/** Characters of the place on an emergency card. With JSON around both, every box stays below 1,024 characters. */
export const CARD_WHERE_LENGTH = 160;
/** Characters of the number on it. */
export const CARD_PHONE_LENGTH = 40;
