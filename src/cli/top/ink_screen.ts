// The terminal filled as a whole, by ink: keys in, lines out, of which only what changed is written, in one piece.
import type { Key as InkKey } from "ink";
import type { Io } from "../io.ts";
import { type Key, keysOf } from "./keys.ts";
import { nodeTerminal } from "./node_streams.ts";

/** What is on the screen: as many lines as it has, none wider than it is. */
export interface Frame {
  lines: readonly string[];
  /** Where something is typed; absent: nowhere. */
  cursor?: { x: number; y: number } | undefined;
}

/** What is heard of a screen. */
export interface ScreenListener {
  /** Keys that came at once: one, or several where they were typed faster than they were read. */
  keys(keys: readonly Key[]): void;
  /** Text from the clipboard. */
  pasted(text: string): void;
  resized(): void;
  /** There is no terminal any more, or the screen broke. */
  gone(error?: unknown): void;
}

/** A screen that is open. */
export interface Screen {
  show(frame: Frame): void;
  /** Draws everything anew, whatever others have written. */
  redraw(): void;
  /** Lets the shell take over until it lets the program go on. False where that cannot be. */
  suspend(): boolean;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Lines that are wider than the terminal thinks do not wrap onto the next one. */
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";

/** Opens it, on the terminal's other page: what was there comes back at the end. */
export async function openScreen(io: Io, listener: ScreenListener): Promise<Screen> {
  const [{ Box, Text, render, useCursor, useInput, usePaste }, { createElement }] = await Promise.all([
    import("ink"),
    import("react"),
  ]);
  let frame: Frame = { lines: [] };
  let open = true;
  const terminal = io.takeTerminal({
    typed: (text) => node.typed(text),
    resized() {
      listener.resized();
      node.resized();
    },
    continued: () => redraw(),
    gone: () => listener.gone(),
  });
  const node = nodeTerminal(io, terminal);
  const Lines = ({ lines, cursor }: Frame) => {
    useInput((input: string, key: InkKey) => listener.keys(keysOf(input, key)));
    usePaste((text: string) => listener.pasted(text));
    useCursor().setCursorPosition(cursor);
    const line = (text: string, key: number) =>
      createElement(Text, { key, wrap: "truncate-end" }, text === "" ? " " : text);
    return createElement(Box, { flexDirection: "column" }, lines.map(line));
  };
  const start = () => {
    io.stdout.write(NO_WRAP);
    const shown = render(createElement(Lines, frame), {
      ...{ stdin: node.stdin, stdout: node.stdout, stderr: node.stdout },
      ...{
        alternateScreen: true,
        incrementalRendering: true,
        interactive: true,
        exitOnCtrlC: false,
        patchConsole: false,
      },
    });
    // It ends by itself only where it broke.
    shown.waitUntilExit().then(
      () => open && shown === ink && listener.gone(),
      (error: unknown) => listener.gone(error),
    );
    return shown;
  };
  const end = () => {
    ink.unmount();
    io.stdout.write(WRAP);
  };
  let ink = start();
  // ink takes itself for the only one that hears of a signal, and sends it once more: that must not kill a command that is about to end well.
  io.onSignal(() => {});
  const redraw = () => {
    if (!open) return;
    ink.clear();
    ink.rerender(createElement(Lines, { ...frame }));
  };
  return {
    show(next) {
      frame = next;
      if (open) ink.rerender(createElement(Lines, frame));
    },
    redraw,
    suspend() {
      end();
      const stopped = terminal.suspend();
      ink = start();
      return stopped;
    },
    close() {
      if (!open) return;
      open = false;
      end();
      terminal.close();
    },
  };
}
