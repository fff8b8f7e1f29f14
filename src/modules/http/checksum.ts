// A checksum that a download must have: written in the task, or in a list of them that lies beside it.

/** An algorithm and the hex digits, or the URL of a list of them. */
export type Checksum = { algorithm: string; digits: string } | { algorithm: string; list: string };

/** Reads `ALGORITHM:DIGITS` or `ALGORITHM:URL`; a sentence of Ansible's where it is neither. */
export function readChecksum(text: string): Checksum | { wrong: string } {
  const [, algorithm, rest = ""] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (algorithm === undefined) {
    return { wrong: "The checksum parameter has to be in format <algorithm>:<checksum>" };
  }
  if (/^(https?|ftp|file):/i.test(rest)) return { algorithm, list: rest };
  const digits = hexDigits(rest);
  return digits === undefined ? { wrong: "The checksum format is invalid" } : { algorithm, digits };
}

/** Hex digits without what people copy along with them; undefined for a text that is none. */
export function hexDigits(text: string): string | undefined {
  const digits = text.replaceAll(/[^\p{L}\p{N}_]+/gu, "").toLowerCase();
  return /^[0-9a-f]+$/.test(digits) ? digits : undefined;
}

/** The checksum of a file in a list as `sha256sum` writes it, or in a file that holds one checksum and nothing else. */
export function findInList(list: string, filename: string): string | undefined {
  const lines = list.split("\n").filter((line, at, all) => line !== "" || at < all.length - 1);
  const [only = ""] = lines;
  if (lines.length === 1 && only.trim().split(/\s+/).length === 1) return only.trim();
  for (const line of lines) {
    const [sum = "", name] = line.split(/ (.*)/s);
    if (name?.replace(/^[ *]/, "").replace(/^[./]+/, "").trimEnd() === filename) return sum;
  }
  return undefined;
}

/** Shell function `sum ALGORITHM FILE`: sets `h`, to nothing where the host has no program for it. */
export const SUM = `sum() { h=
case $1 in md5|sha1|sha224|sha256|sha384|sha512) h=$("$1sum" <"$2" 2>/dev/null) ;; blake2b) h=$(b2sum <"$2" 2>/dev/null) ;; esac
[ -n "$h" ] || { h=$(openssl dgst "-$1" <"$2" 2>/dev/null) && h=\${h##*= }; }
h=\${h%% *}; }
`;
