// A file's text as a module sees it: letters, or bytes, as Python's modules do that read a file of bytes.
import { fromBytes, inBytes, toBytes, utf8Text } from "./byte_text.ts";

/** A text that was read; absent where there was none. */
export interface ReadText {
  text?: string;
  /** The text stands for bytes that are no UTF-8, one character each. */
  bytes?: boolean;
}

/** Bytes as a text. */
export function readBytes(content: Uint8Array): ReadText & { text: string } {
  const text = utf8Text(content);
  return text === undefined ? { text: fromBytes(content), bytes: true } : { text };
}

/** A text, and how a module gets its parameters into it and the edited text out. */
export interface SeenText {
  text: string;
  /** What a parameter is in this text. */
  meant(given: string): string;
  /** The content of the edited text. */
  put(edited: string): string | Uint8Array;
}

/** One character a byte, so that `.` is one and `\w` is ASCII. Plain ASCII is left as it is. */
export function byteText({ text = "", bytes = false }: ReadText): SeenText {
  if (bytes) return { text, meant: inBytes, put: toBytes };
  const put = (edited: string): string | Uint8Array => {
    const content = toBytes(edited);
    // Where an expression took half of a character, it is no text any more.
    return utf8Text(content) ?? content;
  };
  return { text: inBytes(text), meant: inBytes, put };
}

/** One character a letter, as people see it; of what is no UTF-8 every byte is one. */
export function letterText({ text = "", bytes = false }: ReadText): SeenText {
  if (bytes) return { text, meant: inBytes, put: toBytes };
  return { text, meant: (given) => given, put: (edited) => edited };
}
