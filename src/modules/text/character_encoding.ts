// Texts in other encodings than UTF-8, under the names that Python knows them by.
import { fromBytes } from "./byte_text.ts";

/** Python's names for what the web's standard calls otherwise, or means otherwise. */
const OWN: ReadonlyMap<string, string> = new Map(Object.entries({
  utf_8: "utf-8",
  utf8: "utf-8",
  u8: "utf-8",
  cp65001: "utf-8",
  utf_8_sig: "utf-8-sig",
  latin_1: "latin-1",
  latin1: "latin-1",
  l1: "latin-1",
  iso_8859_1: "latin-1",
  iso8859_1: "latin-1",
  "8859": "latin-1",
  cp819: "latin-1",
  ascii: "ascii",
  us_ascii: "ascii",
  "646": "ascii",
  utf_16: "utf-16",
  utf16: "utf-16",
  u16: "utf-16",
  utf_16_le: "utf-16le",
  utf_16_be: "utf-16be",
}));

/** A text that an encoding cannot have, bytes that are none of it, or an encoding that is not known here. */
export class BadEncoding extends Error {
  override name = "BadEncoding";
}

/** Bytes as text. A byte order mark stays, except in `utf-8-sig` and `utf-16`. Throws BadEncoding. */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  const name = known(encoding);
  if (name === "latin-1") return fromBytes(bytes);
  if (name === "ascii" && bytes.some((byte) => byte > 127)) throw bad(encoding, "cannot decode", "a byte above 127");
  const big = name === "utf-16" && bytes[0] === 0xfe && bytes[1] === 0xff;
  const label = name === "utf-16" ? (big ? "utf-16be" : "utf-16le") : name === "utf-8-sig" ? "utf-8" : name;
  try {
    return decoder(label, name !== "utf-8-sig" && name !== "utf-16").decode(bytes);
  } catch (error) {
    throw error instanceof TypeError ? bad(encoding, "cannot decode", "these bytes") : error;
  }
}

/** Text as bytes. Throws BadEncoding for a character that the encoding does not have. */
export function encodeText(text: string, encoding: string): Uint8Array {
  const name = known(encoding);
  if (name === "utf-8") return new TextEncoder().encode(text);
  if (name === "utf-8-sig") return new TextEncoder().encode(`\ufeff${text}`);
  if (name.startsWith("utf-16")) return utf16(name === "utf-16" ? `\ufeff${text}` : text, name === "utf-16be");
  const limit = name === "ascii" ? 127 : name === "latin-1" ? 255 : undefined;
  const table = limit === undefined ? singleBytes(name, encoding) : undefined;
  const codes = Array.from(text, (char) => {
    const code = table === undefined ? char.codePointAt(0) ?? 0 : table.get(char);
    if (code === undefined || code > (limit ?? 255)) throw bad(encoding, "has no", JSON.stringify(char));
    return code;
  });
  return Uint8Array.from(codes);
}

function known(encoding: string): string {
  const plain = encoding.toLowerCase().replaceAll(/[- ]/g, "_");
  return OWN.get(plain) ?? plain.replaceAll("_", "-");
}

function decoder(label: string, ignoreBOM: boolean): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM });
  } catch {
    throw new BadEncoding(`unknown encoding: ${label}`);
  }
}

/** What each byte of an encoding stands for, the other way round. */
function singleBytes(name: string, encoding: string): Map<string, number> {
  const table = new Map<string, number>();
  const read = decoder(name, true);
  for (let byte = 0; byte < 256; byte++) {
    try {
      table.set(read.decode(Uint8Array.of(byte)), byte);
    } catch {
      // A byte that the encoding leaves unused; or, for all above 127, one that needs a second.
    }
  }
  if (table.size < 200) throw new BadEncoding(`${encoding}: texts can be read in this encoding, but not written`);
  return table;
}

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), !bigEndian);
  return new Uint8Array(view.buffer);
}

function bad(encoding: string, what: string, which: string): BadEncoding {
  return new BadEncoding(`'${encoding}' ${what} ${which}`);
}
