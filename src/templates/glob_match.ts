// Names against shell patterns, in time that no pattern can blow up.

/** Python's glob: whether a name matches `*`, `?` and `[a-z]` (`[!a-z]`); a leading dot must be written. */
export function globMatches(pattern: string, name: string): boolean {
  return (!name.startsWith(".") || pattern.startsWith(".")) && fnmatch(name, pattern);
}

/** Python's fnmatch: the same of any text; slashes and leading dots are signs as others are. */
export function fnmatch(name: string, pattern: string): boolean {
  const parts = pieces(pattern);
  const letters = Array.from(name);
  let at = 0;
  let part = 0;
  let star = -1;
  let retry = 0;
  // The last star takes one letter more whenever what follows it does not fit.
  while (at < letters.length) {
    const piece = parts[part];
    if (piece === "*") {
      star = part++;
      retry = at;
    } else if (piece !== undefined && fits(piece, letters[at] ?? "")) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++retry;
    } else return false;
  }
  while (parts[part] === "*") part++;
  return part === parts.length;
}

/** Whether a text has anything of a pattern in it. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

// A bracket that is never closed is a letter; where none is closed any more none is looked for.
function pieces(pattern: string): string[] {
  const last = pattern.lastIndexOf("]");
  const found: string[] = [];
  for (let at = 0; at < pattern.length;) {
    const isSet = pattern[at] === "[" && at < last;
    const close = isSet ? pattern.indexOf("]", at + (pattern[at + 1] === "!" ? 3 : 2)) : -1;
    const piece = close > 0 ? pattern.slice(at, close + 1) : String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    found.push(piece);
    at += piece.length;
  }
  return found;
}

function fits(piece: string, letter: string): boolean {
  if (piece === "?") return true;
  if (piece.length < 3 || !piece.startsWith("[")) return piece === letter;
  const negated = piece.startsWith("[!");
  const inner = Array.from(piece.slice(negated ? 2 : 1, -1));
  let found = false;
  for (let n = 0; n < inner.length; n++) {
    const low = inner[n] ?? "";
    const high = inner[n + 1] === "-" && n + 2 < inner.length ? inner[n + 2] ?? low : low;
    if (high !== low || inner[n + 1] === "-" && n + 2 < inner.length) n += 2;
    found ||= letter >= low && letter <= high;
  }
  return found !== negated;
}
