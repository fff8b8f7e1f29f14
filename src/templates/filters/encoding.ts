// Filters that encode, hash and quote.
import { TemplateError } from "../../model/errors.ts";
import { buffers, createHash } from "../builtin.ts";
import { asText, items } from "../coerce.ts";
import { filter, type Filters } from "./definition.ts";
import { joined } from "../limits.ts";
import type { Operand } from "../operand.ts";
import { pyStr } from "../python_text.ts";

const HASHES = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
// Ansible's own namespace for to_uuid.
const NAMESPACE = "361E6D51-FAEC-444A-9079-341386DA8E2E";

/** Encoding filters by name. */
export const ENCODING: Filters = {
  b64encode: filter(
    ["encoding="],
    (value, [encoding = "utf-8"]) => buffers().from(pyStr(value), known(encoding)).toString("base64"),
  ),
  b64decode: filter(["encoding="], (value, [encoding = "utf-8"]) => {
    return buffers().from(base64Digits(pyStr(value)), "base64").toString(known(encoding));
  }),
  hash: filter(["hashtype="], (value, [type = "sha1"]) => digest(value, asText(type, "hash(): hashtype"))),
  sha1: filter([], (value) => digest(value, "sha1")),
  md5: filter([], (value) => digest(value, "md5")),
  checksum: filter([], (value) => digest(value, "sha1")),
  to_uuid: filter(["namespace="], (value, [namespace = NAMESPACE]) => {
    const space = buffers().from(asText(namespace, "to_uuid(): namespace").replaceAll("-", ""), "hex");
    if (space.length !== 16) throw new TemplateError(`Invalid value '${pyStr(namespace)}' for 'namespace'`);
    const bytes = createHash("sha1").update(space).update(pyStr(value)).digest().subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }),
  quote: filter([], (value) => {
    const text = value === null ? "" : pyStr(value);
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
  }),
  urlencode: filter([], (value) => {
    if (typeof value === "string" || !(Array.isArray(value) || value instanceof Map)) return urlQuote(value, "/");
    const pairs = value instanceof Map ? [...value] : value.map((pair) => items(pair));
    if (pairs.some(({ length }) => length !== 2)) {
      throw new TemplateError("urlencode(): expected pairs of key and value");
    }
    return joined(pairs.map(([key = null, part = null]) => `${formQuote(key)}=${formQuote(part)}`), "&");
  }),
};

// What Python reads of it: other signs are passed over, and where a group of four is filled up with "=" the text ends.
function base64Digits(text: string): string {
  let [digits, signs] = ["", 0];
  for (const [part] of text.matchAll(/[A-Za-z0-9+/]+|=/g)) {
    const rest = digits.length % 4;
    if (part !== "=") [digits, signs] = [digits + part, 0];
    else if (rest >= 2 && rest + ++signs >= 4) return digits;
  }
  if (digits.length % 4 !== 0) throw new TemplateError("b64decode(): Incorrect padding");
  return digits;
}

function known(encoding: Operand): BufferEncoding {
  const name = asText(encoding, "The encoding").toLowerCase().replaceAll("_", "-");
  const found = new Map<string, BufferEncoding>([["utf-8", "utf8"], ["utf8", "utf8"], ["latin-1", "latin1"], [
    "ascii",
    "ascii",
  ], ["utf-16-le", "utf16le"]]).get(name);
  if (found === undefined) {
    throw new TemplateError(`Unknown encoding '${name}': expected utf-8, utf-16-le, latin-1 or ascii`);
  }
  return found;
}

function digest(value: Operand, type: string): string {
  if (!HASHES.includes(type)) {
    throw new TemplateError(`unsupported hash type ${type}: expected one of ${HASHES.join(", ")}`);
  }
  return createHash(type).update(pyStr(value)).digest("hex");
}

function urlQuote(value: Operand, safe: string): string {
  const quoted = encodeURIComponent(pyStr(value).toWellFormed());
  const exact = quoted.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return safe === "/" ? exact.replaceAll("%2F", "/") : exact;
}

function formQuote(value: Operand): string {
  return urlQuote(value, "").replaceAll("%20", "+");
}
