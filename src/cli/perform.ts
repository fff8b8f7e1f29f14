// A command of this program, carried out for the status page: in this process, in a visitor's name, without a terminal.
import type { Json } from "../model/json.ts";
import type { Performed } from "../ports/page_world.ts";
import { type Invocation, readCommandLine } from "./command_line.ts";
import type { Context } from "./context.ts";
import type { Envelope } from "./document_text.ts";
import { exitCode } from "./exit_code.ts";
import { failureOf, failureText } from "./failure.ts";
import type { Io, Output } from "./io.ts";
import { Refusal } from "./refusal.ts";
import { version } from "./version.ts";
import { placeText } from "../words/mistake_text.ts";
import { visible } from "../words/visible.ts";

/** Characters of a document; what is longer belongs into a terminal. */
const LONGEST = 16 * 1024 * 1024;

/** Those that end by themselves, soon, and start no work. */
const POSSIBLE: readonly string[] = [
  ...["submit", "pause", "cancel", "retry", "prompts", "respond", "status", "history", "show", "logs", "hosts"],
  ...["rules", "policy", "modules", "verify"],
];

/** Carries commands out; what it refuses comes back as a value. */
export function performing(
  context: Pick<Context, "io" | "main"> & { global: Pick<Context["global"], "db"> },
): (words: readonly string[], by: string) => Promise<Performed> {
  const { io, global, main } = context;
  return async (words, by) => {
    const argv = ["--output=json", `--db=${global.db}`, ...words];
    try {
      demandPossible(readCommandLine(argv, { program: io.program, columns: 100, version }));
    } catch (error) {
      const { exit, failure } = failureOf(error);
      return performed({ ok: false, exit, command: null, data: null, error: failure }, []);
    }
    const heard = { out: "", err: [] as string[] };
    const exit = await main(argv, unattended(io, by, heard));
    return performed(documentIn(heard.out, exit), heard.err);
  };
}

function demandPossible(invocation: Invocation): void {
  if (invocation.kind === "text") return;
  const { command, words, flags } = invocation;
  const endless = flags.watch === true || flags.follow === true;
  // A review asks a model, which takes minutes, and may be any program.
  const review = command === "rules" && words[0] === "review";
  if (POSSIBLE.includes(command) && !endless && !review) return;
  throw new Refusal(`${command}${endless ? " without an end" : ""} is nothing for the status page`, {
    hint: "Type it in a terminal",
  });
}

/** A process without a terminal whose user is the visitor. */
function unattended(io: Io, by: string, heard: { out: string; err: string[] }): Io {
  const nothing = () => {};
  const output = (write: (text: string) => void): Output => ({
    write,
    isTerminal: false,
    columns: undefined,
    failure: undefined,
  });
  return {
    ...io,
    user: by,
    stdout: output((text) => {
      if (heard.out.length <= LONGEST) heard.out += text;
    }),
    stderr: output((text) => void heard.err.push(text)),
    stdinIsTerminal: false,
    readLine: () => Promise.resolve(undefined),
    readSecret: () => Promise.resolve(undefined),
    takeTerminal: () => {
      throw new Error("there is no terminal, and a command asked for one");
    },
    onSignal: () => nothing,
    onFault: () => nothing,
  };
}

function documentIn(text: string, exit: Envelope["exit"]): Envelope {
  try {
    return JSON.parse(text);
  } catch {
    const message = "What it says is too long for a page";
    return {
      ok: false,
      exit: exit === exitCode.done ? exitCode.notConverged : exit,
      command: null,
      data: null,
      error: { kind: "output", message, hint: "Type it in a terminal" },
    };
  }
}

/** What stood on standard error without the error itself, which is a value of its own. */
function performed({ ok, exit, data, error }: Envelope, err: readonly string[]): Performed {
  const said = error === null ? "" : `${visible(failureText(error))}\n`;
  const notes = err.filter((text) => text !== said).join("").split("\n").filter((line) => line.trim() !== "");
  if (error === null) return { ok, exit, data: data as Json, notes, error };
  const { kind, message, hint, place } = error;
  return {
    ok,
    exit,
    data,
    notes,
    error: {
      kind,
      message: place === undefined ? message : `${placeText(place)}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    },
  };
}
