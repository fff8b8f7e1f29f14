// stdout and stderr of an action: stored once, in columns of their own, and put back into the result by whoever reads it.
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";

const STREAMS = ["stdout", "stderr"] as const;

/** A byte order mark is part of what a command said. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A result cut in two. */
export interface Recorded {
  stdout: string | null;
  stderr: string | null;
  result: JsonObject;
}

/**
 * Takes the streams out of a result. `*_lines` go with them where they say the same; where a result has none, `null` keeps
 * their place, so that none are put back.
 */
export function takeStreams(result: JsonObject): Recorded {
  const taken: Recorded = { stdout: null, stderr: null, result: { ...result } };
  for (const stream of STREAMS) {
    const text = result[stream];
    if (typeof text !== "string") continue;
    taken[stream] = text;
    delete taken.result[stream];
    const lines = result[`${stream}_lines`];
    if (lines === undefined) taken.result[`${stream}_lines`] = null;
    else if (same(lines, linesOf(text))) delete taken.result[`${stream}_lines`];
  }
  return taken;
}

/** The result as it was. */
export function putStreamsBack(recorded: Recorded): ModuleResult {
  const result: JsonObject = { ...recorded.result };
  for (const stream of STREAMS) {
    const text = recorded[stream];
    if (text === null) continue;
    result[stream] = text;
    const lines = `${stream}_lines`;
    if (result[lines] === undefined) result[lines] = linesOf(text);
    else if (result[lines] === null) delete result[lines];
  }
  return result as ModuleResult;
}

/** A column of text that may hold a NUL and was therefore read as bytes. */
export function streamText(column: string | Uint8Array | null): string | null {
  return column instanceof Uint8Array ? decoder.decode(column) : column;
}

/** The line ends of Python's `str.splitlines`, its three information separators included. */
const LINE_END = new RegExp(`\r\n|[\n\r\v\f${String.fromCharCode(0x1c)}-${String.fromCharCode(0x1e)}\x85\u2028\u2029]`);

/** Python's `splitlines`, which Ansible's `stdout_lines` are made with. */
function linesOf(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function same(value: unknown, lines: string[]): boolean {
  return Array.isArray(value) && value.length === lines.length && value.every((line, i) => line === lines[i]);
}
