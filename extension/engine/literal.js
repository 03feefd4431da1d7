/** String literals of JavaScript. */

/** @type {{ [letter: string]: string }} */
const LETTERS = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0", "\n": "" };

/**
 * The string that begins with the quotation mark at a place, and where it ends.
 *
 * @type {(text: string, at: number) => { text: string, end: number } | undefined}
 */
export function literal(text, at) {
  const quote = text[at];
  let made = "";
  let from = at + 1;
  for (let here = from; here < text.length; here++) {
    if (text[here] === quote) return { text: made + text.slice(from, here), end: here + 1 };
    if (text[here] !== "\\") continue;
    const [escaped, end] = escape(text, here + 1);
    made += text.slice(from, here) + escaped;
    from = end;
    here = end - 1;
  }
  return undefined;
}

const CODE = /x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}/y;

/** What follows a backslash stands for, and where it ends. @type {(text: string, at: number) => [string, number]} */
function escape(text, at) {
  CODE.lastIndex = at;
  const [whole, byte, unit, point] = CODE.exec(text) ?? [];
  if (whole !== undefined) {
    const code = parseInt(byte ?? unit ?? point ?? "", 16);
    return [code <= 0x10ffff ? String.fromCodePoint(code) : "", at + whole.length];
  }
  const letter = text[at] ?? "";
  return [LETTERS[letter] ?? letter, at + 1];
}
