// What is kept of a command's output: its head and its tail, and a line that says how much was left out.
import type { Kept } from "./pipes.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Output as text: UTF-8, invalid bytes replaced. */
export function textOf({ head, tail, leftOut }: Kept): { text: string; truncated: boolean } {
  if (leftOut === 0) return { text: decoder.decode(head) + decoder.decode(tail), truncated: false };
  // A character that the cut went through is left out whole.
  const wholeHead = head.subarray(0, endOfWhole(head));
  const wholeTail = tail.subarray(beginOfWhole(tail));
  const bytes = leftOut + head.length - wholeHead.length + tail.length - wholeTail.length;
  const notice = `\n[${bytes} bytes left out]\n`;
  return { text: decoder.decode(wholeHead) + notice + decoder.decode(wholeTail), truncated: true };
}

function endOfWhole(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back >= (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length : bytes.length - back;
  }
  return bytes.length;
}

function beginOfWhole(bytes: Uint8Array): number {
  let at = 0;
  while (at < 3 && at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at++;
  return at;
}
