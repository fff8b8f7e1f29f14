// Writes for people: colours where they are wanted, one moving line where something can move.
import type { Style, Writer } from "../ports/report.ts";
import type { Io, Output } from "./io.ts";
import { fit } from "../words/visible.ts";

const codes: Record<Style, string> = {
  ok: "32",
  changed: "33",
  failed: "31",
  skipped: "36",
  notice: "35",
  heading: "1",
  added: "32",
  removed: "31",
  faint: "2",
};

const paints = new RegExp("\x1b\\[\\d*m", "g");

/** Whether a stream wants colours: a terminal that is not dumb, and no NO_COLOR. */
export function wantsColour(io: Io, stream: Output): boolean {
  return stream.isTerminal && !io.env("NO_COLOR") && io.env("TERM") !== "dumb";
}

/** Text in a colour. */
export function paint(style: Style, text: string): string {
  // Each line by itself, so that a pager or a cut does not carry a colour on.
  return text.split("\n").map((line) => line === "" ? "" : `\x1b[${codes[style]}m${line}\x1b[0m`).join("\n");
}

/** The text without colours, for a stream that wants none. Only ours are in it: others have been made visible. */
export function unpainted(text: string): string {
  return text.replaceAll(paints, "");
}

/** Progress goes to standard error; data to standard output, unless `documents` keeps that for one document. */
export function openWriter(io: Io, options: { documents: boolean }): Writer {
  const { stdout, stderr } = io;
  const moving = stderr.isTerminal && io.env("TERM") !== "dumb";
  const dataOutput = options.documents ? stderr : stdout;
  const colour = wantsColour(io, stderr) || wantsColour(io, dataOutput);
  const dressed = (stream: Output, text: string) => wantsColour(io, stream) ? text : unpainted(text);
  let shown = false;
  const clear = () => {
    if (shown) stderr.write("\r\x1b[2K");
    shown = false;
  };
  return {
    moving,
    get columns() {
      return stderr.columns ?? 80;
    },
    progress(line) {
      clear();
      stderr.write(`${dressed(stderr, line)}\n`);
    },
    data(line) {
      clear();
      dataOutput.write(`${dressed(dataOutput, line)}\n`);
    },
    status(line) {
      if (!moving) return;
      clear();
      if (line === undefined) return;
      const text = fit(line, (stderr.columns ?? 80) - 1);
      stderr.write(dressed(stderr, paint("faint", text)));
      shown = true;
    },
    style: (style, text) => colour ? paint(style, text) : text,
  };
}
