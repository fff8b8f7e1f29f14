// The real terminal as a whole: letters as they are typed, its size, and the shell's stop and go on.
import type { Terminal, TerminalListener } from "./io.ts";

const windows = Deno.build.os === "windows";
let raw = false;

/** Whoever ends the process in the middle of it gives the terminal back as it was. */
export function giveTerminalBack(): void {
  if (raw) setRaw(false);
}

/** Takes the terminal on standard input. */
export function takeTerminal(listener: TerminalListener): Terminal {
  const heard = new AbortController();
  listen("SIGWINCH", () => listener.resized(), heard.signal);
  // Whoever stopped the process may have set the terminal as a shell wants it.
  listen("SIGCONT", () => {
    if (raw) setRaw(true);
    listener.continued();
  }, heard.signal);
  void hear(listener, heard.signal);
  return {
    raw: setRaw,
    suspend() {
      if (windows) return false;
      const was = raw;
      setRaw(false);
      try {
        // The whole group, as the terminal does it: a program that started this one would wait for it in the shell's place.
        Deno.kill(0, "SIGTSTP");
        return true;
      } catch {
        return false;
      } finally {
        setRaw(was);
      }
    },
    close() {
      heard.abort();
      setRaw(false);
    },
  };
}

function listen(name: Deno.Signal, hear: () => void, signal: AbortSignal): void {
  if (windows) return;
  Deno.addSignalListener(name, hear);
  signal.addEventListener("abort", () => Deno.removeSignalListener(name, hear), { once: true });
}

/** A read cannot be cancelled: the last one ends with the process. */
async function hear(listener: TerminalListener, signal: AbortSignal): Promise<void> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  while (!signal.aborted) {
    // A terminal that has gone away answers with an error (EIO).
    const length = await Deno.stdin.read(buffer).catch(() => null);
    if (signal.aborted) return;
    if (length === null) return listener.gone();
    const text = decoder.decode(buffer.subarray(0, length), { stream: true });
    if (text !== "") listener.typed(text);
  }
}

function setRaw(on: boolean): void {
  raw = on;
  try {
    Deno.stdin.setRaw(on);
  } catch {
    // The terminal has gone: nothing is left to set.
  }
}
