// A line that is typed without being seen: the terminal echoes nothing meanwhile.

/** What was typed ahead: the second password may come with the first. */
let ahead = new Uint8Array();
let unseen = false;

/** Whoever ends the process in the middle of it gives the terminal back as it was. */
export function showTyping(): void {
  if (!unseen) return;
  unseen = false;
  Deno.stdin.setRaw(false);
}

/** Asks once nothing typed is shown any more, for a line from the terminal on standard input, without its line end; undefined after Ctrl-C, after Ctrl-D on an empty line, and at the end of input. */
export async function readSecret(ask: () => void): Promise<string | undefined> {
  Deno.stdin.setRaw(true);
  unseen = true;
  try {
    ask();
    const typed: number[] = [];
    while (true) {
      for (const [at, byte] of ahead.entries()) {
        const key = keyOf(byte);
        if (key === undefined) typed.push(byte);
        if (key === "rub") rub(typed);
        if (key === "kill") typed.length = 0;
        if (key !== "enter" && key !== "break" && (key !== "end" || typed.length > 0)) continue;
        ahead = ahead.slice(at + 1);
        return key === "enter" ? new TextDecoder().decode(new Uint8Array(typed)) : undefined;
      }
      const buffer = new Uint8Array(1024);
      const length = await Deno.stdin.read(buffer).catch(() => null); // a terminal that has gone away
      ahead = buffer.slice(0, length ?? 0);
      if (length === null) return undefined;
    }
  } finally {
    showTyping();
  }
}

/** What a terminal's line discipline would make of a byte. */
function keyOf(byte: number): "enter" | "break" | "end" | "rub" | "kill" | undefined {
  if (byte === 0x0d || byte === 0x0a) return "enter";
  if (byte === 0x03) return "break";
  if (byte === 0x04) return "end";
  if (byte === 0x7f || byte === 0x08) return "rub";
  return byte === 0x15 ? "kill" : undefined;
}

/** Takes the last character away: in UTF-8 it may be several bytes. */
function rub(typed: number[]): void {
  while (typed.length > 0 && (typed.pop()! & 0xc0) === 0x80);
}
