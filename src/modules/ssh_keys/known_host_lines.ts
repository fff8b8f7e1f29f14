// Lines of a known_hosts file: which host each is of, plain, with patterns or hashed, and what becomes of them.
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";

/** One line that names hosts. */
interface HostLine {
  marker: string;
  hosts: string;
  type: string;
  blob: string;
}

/** What a line says; undefined for a comment, a blank line and one that lacks something. */
function hostLine(line: string): HostLine | undefined {
  const words = line.trim().split(/[ \t]+/);
  const marker = words[0]?.startsWith("@") ? words.shift() ?? "" : "";
  const [hosts = "", type = "", blob = ""] = words;
  if (hosts === "" || hosts.startsWith("#") || type === "" || type.startsWith("#") || blob === "") return undefined;
  return { marker, hosts, type, blob };
}

const HASHED = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/;

/** Whether the hosts of a line are, or cover, this one, as ssh looks for it. `name` is in small letters. */
export function names(hosts: string, name: string): boolean {
  const [, salt, hash] = HASHED.exec(hosts) ?? [];
  if (salt !== undefined && hash !== undefined) return hashName(name, salt) === hash;
  if (hosts.startsWith("|")) return false;
  let found = false;
  for (const pattern of hosts.toLowerCase().split(",")) {
    const not = pattern.startsWith("!");
    if (!matches(name, not ? pattern.slice(1) : pattern)) continue;
    if (not) return false;
    found = true;
  }
  return found;
}

/** `*` is anything, `?` any one character. No expression is made of it: a pattern with many stars would take for ever. */
function matches(name: string, pattern: string): boolean {
  let [at, from, star, back] = [0, 0, -1, 0];
  while (at < name.length) {
    const sign = pattern.charAt(from);
    if (sign === "*") [star, back, from] = [from, at, from + 1];
    else if (from < pattern.length && (sign === "?" || sign === name.charAt(at))) [at, from] = [at + 1, from + 1];
    else if (star >= 0) [from, back, at] = [star + 1, back + 1, back + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(from));
}

/** HMAC-SHA1 of a name, in base64; undefined for a salt that is none. */
function hashName(name: string, salt: string): string | undefined {
  try {
    const key = Uint8Array.from(atob(salt), (sign) => sign.charCodeAt(0));
    return btoa(String.fromCharCode(...hmac(sha1, key, new TextEncoder().encode(name))));
  } catch {
    return undefined;
  }
}

/** The line with its hosts as the hash of this one. `salt` is 20 bytes in base64. */
export function hashedLine(line: string, name: string, salt: string): string {
  const words = line.trim().split(/\s+/);
  words[words[0]?.startsWith("@") ? 1 : 0] = `|1|${salt}|${hashName(name, salt)}`;
  return words.join(" ");
}

/** 20 bytes in base64 that follow from a text. */
export function saltOf(text: string): string {
  return btoa(String.fromCharCode(...sha1(new TextEncoder().encode(text))));
}

/** Lines of `key` that are lines of a host. */
export function keyLines(key: string): string[] {
  return key.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
}

/** Whether a line is one, and of this host. */
export function isOf(line: string, name: string): boolean {
  const told = hostLine(line);
  return told !== undefined && names(told.hosts, name);
}

/** Pure: the file's text with this key in it; a key of the same kind and host goes. */
export function withKey(before: string, name: string, key: string): string {
  const lines = apart(before);
  const at = findKey(lines, name, key);
  if (at === "there") return before;
  const kept = at === undefined ? lines : lines.toSpliced(at, 1);
  const last = kept.at(-1);
  if (last !== undefined && !last.endsWith("\n")) kept.splice(-1, 1, `${last}\n`);
  return `${kept.join("")}${key}\n`;
}

/** Pure: the file's text without this key, or without any of the host's; lines with a marker stay then. */
export function withoutKey(before: string, name: string, key: string | undefined): string {
  const lines = apart(before);
  if (key === undefined) {
    return lines.filter((line) => !isOf(line, name) || hostLine(line)?.marker !== "").join("");
  }
  const at = findKey(lines, name, key, { exact: true });
  return typeof at === "number" ? lines.toSpliced(at, 1).join("") : before;
}

function apart(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Where a key of the same kind lies that is to go; `there` for the key itself, unless that is to go too (`exact`). */
function findKey(
  lines: string[],
  name: string,
  key: string,
  { exact = false }: { exact?: boolean } = {},
): number | "there" | undefined {
  const wanted = hostLine(key);
  if (wanted === undefined) return undefined;
  for (const [at, line] of lines.entries()) {
    const told = hostLine(line);
    if (told === undefined || !names(told.hosts, name)) continue;
    const hosts = HASHED.test(told.hosts) && HASHED.test(wanted.hosts) ? told.hosts : wanted.hosts;
    const same = told.marker === wanted.marker && told.hosts === hosts && told.blob === wanted.blob;
    if (told.type !== wanted.type) continue;
    return same && !exact ? "there" : at;
  }
  return undefined;
}
