// Escapes in string literals, as Python's unicode-escape reads them.

const SIMPLE: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};
const LENGTH: Record<string, number> = { x: 2, u: 4, U: 8 };

/** A literal's content without its quotes. Unknown escapes keep their backslash; broken ones are handed to `refuse`. */
export function unescape(body: string, refuse: (why: string) => never): string {
  if (!body.includes("\\")) return body;
  return body.replace(
    /\\([0-7]{1,3}|x[\da-fA-F]{0,2}|u[\da-fA-F]{0,4}|U[\da-fA-F]{0,8}|[^])/g,
    (whole, escape: string) => {
      const kind = escape.charAt(0);
      if (/^[0-7]/.test(escape)) return String.fromCodePoint(parseInt(escape, 8));
      const length = LENGTH[kind];
      if (length === undefined) {
        return kind === "N" ? refuse("Cannot read \\N{…}: write the character itself") : SIMPLE[escape] ?? whole;
      }
      if (escape.length !== length + 1) {
        return refuse(
          `Truncated \\${kind} escape: expected ${length} hexadecimal digits`,
        );
      }
      const code = parseInt(escape.slice(1), 16);
      return code > 0x10ffff ? refuse(`Illegal character \\${escape}`) : String.fromCodePoint(code);
    },
  );
}
