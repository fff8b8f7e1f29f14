// How one character of a value may stand in a text: as it is, or as a program escapes it on its way out.

const encoder = new TextEncoder();

/** Names of characters in HTML. */
const ENTITIES: Record<string, string[]> = {
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;"],
  "'": ["&apos;"],
};

/** Letters behind a backslash. */
const LETTERS: Record<string, string> = {
  "\n": "n",
  "\r": "r",
  "\t": "t",
  "\b": "b",
  "\f": "f",
  "\v": "v",
  "\x1b": "e",
  "\x07": "a",
};

/** Most backslashes before a character: JSON within JSON within JSON has seven before a quote. */
const MOST_BACKSLASHES = 7;

/** Worked out already: a key has thousands of the same few characters. */
const known = new Map<string, readonly string[]>();

/** All spellings of a character (one code point), each once: URL, JSON, C, HTML, shells' quotes, YAML's and CSV's doubled ones. */
export function spellings(character: string): readonly string[] {
  const found = known.get(character) ?? spelledIn(character);
  known.set(character, found);
  return found;
}

function spelledIn(character: string): string[] {
  const code = character.codePointAt(0) ?? 0;
  const bytes = [...encoder.encode(character)].map((byte) => byte.toString(16).padStart(2, "0"));
  const units = [...character].flatMap((each) => each.split("")).map((unit) =>
    unit.charCodeAt(0).toString(16).padStart(4, "0")
  );
  const hex = code.toString(16);
  const found = [
    character,
    ...["%", "%25"].flatMap((sign) => cased(bytes.map((byte) => `${sign}${byte}`).join(""))),
    ...[1, 2].flatMap((times) => cased(units.join(" ")).map((text) => spelled(text.split(" "), times, "u"))),
    ...cased(bytes.join(" ")).map((text) => spelled(text.split(" "), 1, "x")),
    ...cased(hex).map((digits) => `\\u{${digits}}`),
    `&#${code};`,
    ...cased(hex).map((digits) => `&#x${digits};`),
  ];
  if (/[A-Za-z0-9]/.test(character)) return [...new Set(found)];
  found.push(...ENTITIES[character] ?? []);
  found.push([...encoder.encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""));
  const letter = LETTERS[character];
  for (let count = 1; count <= MOST_BACKSLASHES; count++) {
    const backslashes = "\\".repeat(count);
    if (character === "\\") found.push(`\\${backslashes}`);
    else found.push(`${backslashes}${character}`, ...letter === undefined ? [] : [`${backslashes}${letter}`]);
  }
  if (character === " ") found.push("+");
  if (character === "'") found.push("'\\''", `'"'"'`, "''", "'\\\\''");
  if (character === '"') found.push('""');
  if (character === "\n") found.push("\r\n", "%0D%0A", "%0d%0a", "\\r\\n", "\\\\r\\\\n");
  if (code > 0x7f && code < 0x100) found.push(...cased(hex).map((digits) => `\\x${digits}`));
  if (code > 0xffff) found.push(...cased(hex.padStart(8, "0")).map((digits) => `\\U${digits}`));
  return [...new Set(found)];
}

/** Both cases of hexadecimal digits. */
function cased(text: string): string[] {
  return [text.toLowerCase(), text.toUpperCase()];
}

function spelled(digits: string[], backslashes: number, letter: "u" | "x"): string {
  return digits.map((each) => `${"\\".repeat(backslashes)}${letter}${each}`).join("");
}
